#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether whole numbers are the keys of their rows rather than something measured.
enum KeyEvidence {
  /// Why the values are keys; nil if they are not, or might not be.
  ///
  /// Keys are distinct. So are those of rows numbered from 0 or 1, and the values of a column that is named like a key.
  /// Otherwise, n measurements in a range of R values are all distinct only with a chance below exp(-n^2 / 2R) (the
  /// birthday problem), so that many distinct values in a narrow range are keys; and so are long numbers that all have as
  /// many digits, such as those of cards and telephones, which are not rounded.
  static func reason(name: String, values: [Double]) -> String? {
    guard values.count >= 2, let least = values.min(), let most = values.max() else { return nil }
    let count = Double(values.count)
    let range = most - least + 1
    guard count <= range else { return nil }
    let sorted = values.sorted()
    guard zip(sorted, sorted.dropFirst()).allSatisfy(<) else { return nil }
    if isKeyName(name) { return "whole numbers, all distinct, named like a key" }
    if count >= 20, range == count, least == 0 || least == 1 { return "whole numbers that number the rows" }
    guard count >= 100 else { return nil }
    if count * count / 2 > 10 * range { return "whole numbers, all distinct in a narrow range" }
    guard let digits = digits(from: least, to: most), digits >= leastDigits,
      values.contains(where: { $0.truncatingRemainder(dividingBy: 10) != 0 }), !areTimes(from: least, to: most)
    else { return nil }
    return "whole numbers of \(digits) digits, all distinct"
  }

  /// Digits of numbers from which on they are too long to be measured to the last one.
  static let leastDigits = 8

  /// How many digits whole numbers have, if all in a range have as many.
  private static func digits(from least: Double, to most: Double) -> Int? {
    guard least >= 1, most < 0x1p53 else { return nil }
    let digits = String(Int(least)).count
    return String(Int(most)).count == digits ? digits : nil
  }

  /// Whether all numbers may be seconds or milliseconds since 1970, from 2001 to 2100.
  private static func areTimes(from least: Double, to most: Double) -> Bool {
    [1.0, 1_000].contains { least >= 1e9 * $0 && most < 4.102_444_8e9 * $0 }
  }

  /// Whether texts of digits repeat as often as they would were they drawn from their range, as keys do not, and postcodes do.
  static func areDrawn(count: Int, distinct: Int, range: Double) -> Bool {
    let expected = Double(count) + range * expm1(-Double(count) / range)
    return expected >= 5 && Double(count - distinct) >= expected / 2
  }

  /// `id`, `customer_id`, `customerId`, `CustomerID`, `row key`, `uuid` and the like; not `paid`.
  static func isKeyName(_ name: String) -> Bool {
    let letters = name.unicodeScalars.filter { $0.properties.isAlphabetic || "_- .".unicodeScalars.contains($0) }
    for ending in ["id", "key", "uuid", "guid"] where letters.count >= ending.count {
      let last = letters.suffix(ending.count)
      guard String(String.UnicodeScalarView(last)).lowercased() == ending else { continue }
      guard let before = letters.dropLast(ending.count).last else { return true }
      let startsWord = last.first!.properties.isUppercase && before.properties.isLowercase
      if startsWord || !before.properties.isAlphabetic { return true }
    }
    return false
  }
}
