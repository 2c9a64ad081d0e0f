#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Check {
  /// The check in four lines of text: its name and whether it holds, the statement, the equation, the numbers.
  public var summary: String {
    """
    \(passed ? "holds" : "FAILS")  \(name)
           \(statement)
           \(equation)
           \(comparison)
    """
  }

  /// The numbers beside one another, of as many decimals as the tolerance has.
  private var comparison: String {
    let (computed, expected) = (decimals(computed), decimals(expected))
    let within = tolerance == 0 ? "exactly" : "within \(Check.short(tolerance))"
    return switch relation {
    case .equal: "computed \(computed), expected \(expected) \(within) (\(reason))"
    case .atMost: "computed \(computed), at most \(expected) \(within) (\(reason))"
    case .atLeast: "computed \(computed), at least \(expected) \(within) (\(reason))"
    }
  }

  /// A number as the tolerance lets it be known: digits beyond it would change from machine to machine.
  private func decimals(_ value: Double) -> String {
    let places = tolerance > 0 ? max(0, min(12, Int((-log10(tolerance)).rounded(.up)))) : 12
    let scaled = abs(value) * pow(10, Double(places))
    guard scaled < 1e15 else { return "\(value)" }
    let digits = UInt64(scaled.rounded())
    let unit = UInt64(pow(10, Double(places)))
    let fraction = String(digits % unit)
    let sign = value < 0 && digits > 0 ? "-" : ""
    let zeros = String(repeating: "0", count: max(0, places - fraction.count))
    let text = places == 0 ? "\(sign)\(digits)" : "\(sign)\(digits / unit).\(zeros)\(fraction)"
    return tolerance > 0 || !text.contains(".") ? text : Check.trimmed(text)
  }

  /// Without zeros at the end.
  private static func trimmed(_ text: String) -> String {
    let end = text.lastIndex { $0 != "0" }!
    return String(text[...end]).hasSuffix(".") ? String(text[..<end]) : String(text[...end])
  }

  /// A tolerance as people write it: `1e-8`.
  private static func short(_ value: Double) -> String {
    let unit = pow(10, log10(value).rounded(.down) - 1)
    // Two digits say enough, and a division gives the nearest number that has so few.
    let rounded = unit < 1 ? (value / unit).rounded() / (1 / unit).rounded() : value
    return "\(rounded)".replacing("e-0", with: "e-")
  }
}

extension [Check] {
  /// How many hold, in one line.
  public var headline: String {
    let failed = count { !$0.passed }
    return failed == 0
      ? (count == 1 ? "the check holds" : "all \(count) checks hold") : "\(failed) of \(count) checks FAIL"
  }
}
