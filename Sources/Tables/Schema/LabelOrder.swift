/// What the words or numbers of categories show: their order, or that they are opposites.
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
    "sehr niedrig|niedrig,gering|mittel,normal|hoch|sehr hoch", "klein|mittel|groß",
    "faible|moyen,moyenne|fort,forte,élevé,élevée",
    "bajo,baja|medio,media|alto,alta",
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
    // `< 1 year`, `1 year` ... `10+ years`: the ends are open, and so what is between them is on the scale.
    let hasOpenEnd = labels.contains { label in "<>≤≥".contains(label.first ?? "-") || label.contains("+") }
    let periods = labels.map(period)
    let starts = periods.contains(nil) ? labels.map { intervalStart($0, orNumber: hasOpenEnd) } : periods
    guard !starts.contains(where: { $0 == nil }), Set(starts).count == starts.count else { return nil }
    return labels.indices.sorted { starts[$0]! < starts[$1]! }
  }

  /// Whether two words mean true and false.
  static func areOpposite(_ a: String, _ b: String) -> Bool {
    let pair = Set([a.lowercased(), b.lowercased()])
    return [
      ["true", "false"], ["yes", "no"], ["y", "n"], ["t", "f"], ["on", "off"], ["ja", "nein"], ["j", "n"],
      ["wahr", "falsch"],
      ["oui", "non"], ["vrai", "faux"], ["sí", "no"], ["si", "no"], ["sì", "no"], ["sim", "não"], ["ja", "nee"],
      ["ja", "nej"],
      ["tak", "nie"], ["да", "нет"], ["はい", "いいえ"], ["是", "否"],
    ].contains { pair == Set($0) }
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

  /// The months from the year 0 on to a month or a quarter of a year: `2020-05`, `05/2020`, `2022-Q4`, `Q4 2022`.
  private static func period(_ label: String) -> Double? {
    let parts = label.split { "-/. ".contains($0) }
    guard parts.count == 2, let place = parts.firstIndex(where: { $0.count == 4 }), let year = Int(parts[place]) else {
      return nil
    }
    let part = parts[1 - place]
    if part.count == 2, let month = Int(part), (1...12).contains(month) { return Double(12 * year + month - 1) }
    guard part.count == 2, part.lowercased().hasPrefix("q"), let quarter = Int(part.dropFirst()),
      (1...4).contains(quarter)
    else { return nil }
    return Double(12 * year + 3 * (quarter - 1))
  }

  /// Where `18-25`, `[0, 10)`, `<18`, `65+` or `10+ years` begins; nil for other texts, and for a number alone unless it is
  /// asked for.
  private static func intervalStart(_ label: String, orNumber: Bool) -> Double? {
    var text = label.filter { !"[]() $€%".contains($0) }[...]
    // A unit at the end.
    while text.last?.isLetter == true { text.removeLast() }
    let isBelow = text.first == "<" || text.first == "≤"
    let isAbove = text.first == ">" || text.first == "≥"
    if isBelow || isAbove { text = text.dropFirst(text.dropFirst().first == "=" ? 2 : 1) }
    let digits = text.prefix { $0.isNumber || $0 == "." }
    guard let start = Double(digits) else { return nil }
    let rest = text[digits.endIndex...]
    let isInterval = rest.first.map { "-–,".contains($0) } == true && Double(rest.dropFirst()) != nil
    guard isInterval || (rest == "+" && !isBelow && !isAbove) || (rest.isEmpty && (isBelow || isAbove || orNumber))
    else {
      return nil
    }
    return isBelow ? -.infinity : start
  }
}
