/// Orders of categories that their words or numbers show.
enum LabelOrder {
  /// Scales from the least to the greatest; words at one place mean the same.
  private static let scales: [[[String]]] = [
    "very low|low|medium,moderate,middle,average,normal|high|very high|extreme",
    "none|minimal|mild|moderate|severe|critical", "never|rarely,seldom|sometimes,occasionally|often,frequently|always",
    "xxs|xs|s|m|l|xl|xxl|xxxl", "tiny|small|medium|large|extra large|huge",
    "very bad|bad|poor|fair|good|better|very good|excellent,best,premium|outstanding,ideal",
    "strongly disagree|disagree|neutral|agree|strongly agree",
    "below college|college|bachelor|master|doctor", "beginner|intermediate|advanced|expert",
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday", "mon|tue|wed|thu|fri|sat|sun",
    "january|february|march|april|may|june|july|august|september|october|november|december",
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", "first|second|third|fourth|fifth", "bronze|silver|gold|platinum",
  ].map { scale in scale.split(separator: "|").map { $0.split(separator: ",").map(String.init) } }

  /// The places of at least three labels in their order; nil if they show none.
  static func order(of labels: [String]) -> [Int]? {
    guard labels.count >= 3 else { return nil }
    let words = labels.map(plain)
    for scale in scales {
      let places = words.map { word in scale.firstIndex { $0.contains(word) } }
      guard !places.contains(nil), Set(places).count == places.count else { continue }
      return labels.indices.sorted { places[$0]! < places[$1]! }
    }
    let starts = labels.map(intervalStart)
    guard !starts.contains(where: { $0 == nil }), Set(starts).count == starts.count else { return nil }
    return labels.indices.sorted { starts[$0]! < starts[$1]! }
  }

  /// Any labels in an order: the one that they show, that of numbers, or else the alphabet's.
  static func anyOrder(of labels: [String]) -> [Int] {
    if let order = order(of: labels) { return order }
    let numbers = labels.map { Double($0) }
    return labels.indices.sorted { a, b in
      if let x = numbers[a], let y = numbers[b], x != y { return x < y }
      return (numbers[a] == nil ? 1 : 0, labels[a], a) < (numbers[b] == nil ? 1 : 0, labels[b], b)
    }
  }

  private static func plain(_ label: String) -> String {
    String(label.lowercased().map { "_-".contains($0) ? " " : $0 }).split(separator: " ").joined(separator: " ")
  }

  /// Where `18-25`, `[0, 10)`, `<18` or `65+` begins; nil for other texts, and for a number alone.
  private static func intervalStart(_ label: String) -> Double? {
    var text = label.filter { !"[]() $€%".contains($0) }[...]
    let isBelow = text.first == "<" || text.first == "≤"
    let isAbove = text.first == ">" || text.first == "≥"
    if isBelow || isAbove { text = text.dropFirst(text.dropFirst().first == "=" ? 2 : 1) }
    let digits = text.prefix { $0.isNumber || $0 == "." }
    guard let start = Double(digits) else { return nil }
    let rest = text[digits.endIndex...]
    let isInterval = rest.first.map { "-–,".contains($0) } == true && Double(rest.dropFirst()) != nil
    guard isInterval || (rest == "+" && !isBelow && !isAbove) || (rest.isEmpty && (isBelow || isAbove)) else {
      return nil
    }
    return isBelow ? -.infinity : start
  }
}
