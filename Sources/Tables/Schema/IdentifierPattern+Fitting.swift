extension IdentifierPattern {
  /// Positions that a scrambled key has at most.
  private static let longest = 64
  /// Keys of one shape from which each position's characters are taken as they are seen, rather than by their class.
  private static let enough = 64
  /// Keys that the shape and the characters are taken from.
  private static let sampled = 10_000

  /// The pattern of the cells that are not missing.
  init(_ cells: ColumnCells) {
    self = Self.wholeNumbers(cells) ?? Self.numberedText(cells) ?? Self.freeText(cells) ?? Self.scrambled(cells)
  }

  /// Whole numbers count up from the greatest; but not long ones that are far apart and have as many digits each.
  private static func wholeNumbers(_ cells: ColumnCells) -> IdentifierPattern? {
    var (least, most) = (Int.max, Int.min)
    var lengths = Set<Int>()
    let other = cells.firstRow { cell in
      guard let number = NumberText(cell, separator: .dot), number.isWhole, let value = Int(cell.trimmed.string) else {
        return true
      }
      (least, most) = (min(least, value), max(most, value))
      lengths.insert(cell.count)
      return false
    }
    // Room for any number of rows.
    guard other == nil, most > .min, most < 1 << 62 else { return nil }
    if lengths.count == 1, lengths.first! >= KeyEvidence.leastDigits, !isDense(from: least, to: most, cells) {
      return nil
    }
    return IdentifierPattern(form: .numbered(prefix: "", first: most + 1, width: 0, suffix: ""))
  }

  /// Whether keys use up much of their range.
  private static func isDense(from least: Int, to most: Int, _ cells: ColumnCells) -> Bool {
    // Keys below zero may be as far from others as numbers go.
    most.subtractingReportingOverflow(least).partialValue.magnitude / 1_000 <= UInt(cells.presentCount)
  }

  /// Four words and more on average.
  private static func freeText(_ cells: ColumnCells) -> IdentifierPattern? {
    guard let text = FillerText(cells), text.average >= 4 else { return nil }
    return IdentifierPattern(form: .text(text))
  }

  /// `C-0001`, `C-0002`: text that is the same but for digits, of which most numbers up to the greatest are in use.
  private static func numberedText(_ cells: ColumnCells) -> IdentifierPattern? {
    guard let first = cells.firstPresent else { return nil }
    let example = Array(cells.column.text(first).utf8)
    var (prefix, suffix) = (example.count, example.count)
    cells.forEachPresent { _, cell in
      prefix = zip(example.prefix(prefix), cell).prefix { $0 == $1 }.count
      suffix = zip(example.suffix(suffix).reversed(), cell.reversed()).prefix { $0 == $1 }.count
      return true
    }
    while prefix > 0, example[prefix - 1].isDigit { prefix -= 1 }
    while suffix > 0, example[example.count - suffix].isDigit { suffix -= 1 }
    var (least, most, longest, isPadded) = (Int.max, Int.min, 0, false)
    let other = cells.firstRow { cell in
      guard prefix + suffix < cell.count else { return true }
      let digits = cell[prefix..<(cell.count - suffix)]
      guard digits.count <= 18, digits.allSatisfy(\.isDigit) else { return true }
      let value = digits.reduce(0) { $0 * 10 + Int($1 - .zero) }
      (least, most, longest) = (min(least, value), max(most, value), max(longest, digits.count))
      if digits.count > 1, digits.first == .zero { isPadded = true }
      return false
    }
    guard other == nil, isDense(from: least, to: most, cells) else { return nil }
    let text = { (bytes: ArraySlice<UInt8>) in String(decoding: bytes, as: UTF8.self) }
    return IdentifierPattern(
      form: .numbered(
        prefix: text(example.prefix(prefix)), first: most + 1, width: isPadded ? longest : 0,
        suffix: text(example.suffix(suffix))))
  }

  /// Random letters and digits in the places where most keys of the source have them.
  private static func scrambled(_ cells: ColumnCells) -> IdentifierPattern {
    let shape = commonShape(cells)
    var seen = [Set<Unicode.Scalar>](repeating: [], count: shape.unicodeScalars.count)
    var count = 0
    forEachSampled(cells) { cell in
      let scalars = cell.string.unicodeScalars
      guard Self.shape(scalars) == shape else { return }
      count += 1
      for (position, scalar) in zip(seen.indices, scalars) { seen[position].insert(scalar) }
    }
    var positions = alphabets(seen, count: count)
    // Where nothing varies, or too little for as many new keys as there are old ones, digits are put in front.
    let needed = Double(cells.presentCount + 1) * Double(cells.presentCount + 1)
    var start = positions.count
    var capacity = 1.0
    while start > 0, capacity * Double(positions[start - 1].count) < 0x1p62 {
      start -= 1
      capacity *= Double(positions[start].count)
    }
    start += positions[start...].prefix { $0.count == 1 }.count
    while capacity < needed {
      positions.insert(digits, at: start)
      capacity *= 10
    }
    var scramble = Scramble(
      positions: positions.map { String(String.UnicodeScalarView($0)) }, numberStart: start,
      modulus: cells.presentCount + 1, residue: 0)
    scramble.residue = freeResidue(cells, positions[start...].reversed(), modulus: scramble.modulus)
    return IdentifierPattern(form: .scrambled(scramble))
  }

  private static func forEachSampled(_ cells: ColumnCells, _ body: (Cell) -> Void) {
    var count = 0
    cells.forEachPresent { _, cell in
      body(cell)
      count += 1
      return count < sampled
    }
  }

  private static let digits = Array("0123456789".unicodeScalars)

  /// The arrangement of letters or digits on one side and other characters on the other that most keys have.
  private static func commonShape(_ cells: ColumnCells) -> String {
    var counts: [String: Int] = [:]
    forEachSampled(cells) { cell in counts[shape(cell.string.unicodeScalars), default: 0] += 1 }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ""
  }

  /// `x` for a letter or digit; the character itself where it is neither.
  private static func shape(_ text: String.UnicodeScalarView) -> String {
    String(String.UnicodeScalarView(text.prefix(longest).map { $0.isLetterOrDigit ? "x" : $0 }))
  }

  private static func alphabets(_ seen: [Set<Unicode.Scalar>], count: Int) -> [[Unicode.Scalar]] {
    let letters = seen.filter { $0.count > 1 }.joined()
    let isHexadecimal = letters.allSatisfy { $0.isHexadecimal } && letters.contains { !("0"..."9" ~= $0) }
    return seen.map { characters in
      let isPlain = characters.allSatisfy { !$0.isLetterOrDigit }
      if isPlain || count >= enough || (count >= 4 && characters.count == 1) { return characters.sorted() }
      var alphabet: [Unicode.Scalar] = []
      if isHexadecimal || characters.contains(where: { "0"..."9" ~= $0 }) { alphabet += digits }
      let lastLetter = isHexadecimal ? 5 : 25
      if characters.contains(where: { "A"..."Z" ~= $0 }) { alphabet += (0...lastLetter).map { letter("A", $0) } }
      if characters.contains(where: { !("0"..."9" ~= $0) && !("A"..."Z" ~= $0) }) {
        alphabet += (0...lastLetter).map { letter("a", $0) }
      }
      return alphabet
    }
  }

  private static func letter(_ first: Unicode.Scalar, _ offset: Int) -> Unicode.Scalar {
    Unicode.Scalar(UInt8(first.value) + UInt8(offset))
  }

  /// A residue of the number at the end of keys that no key of the source has; there is one, since the modulus is
  /// greater than their count.
  private static func freeResidue(_ cells: ColumnCells, _ reversed: [[Unicode.Scalar]], modulus: Int) -> Int {
    let digitOf = reversed.map { Dictionary(uniqueKeysWithValues: zip($0, 0...)) }
    var taken = [Bool](repeating: false, count: modulus)
    cells.forEachPresent { _, cell in
      let scalars = cell.string.unicodeScalars
      guard scalars.count >= reversed.count else { return true }
      var (value, place) = (UInt64(0), UInt64(1))
      for (scalar, digits) in zip(scalars.reversed(), digitOf) {
        guard let digit = digits[scalar] else { return true }
        value += place * UInt64(digit)
        place *= UInt64(digits.count)
      }
      taken[Int(value % UInt64(modulus))] = true
      return true
    }
    return taken.firstIndex(of: false) ?? 0
  }
}

extension Unicode.Scalar {
  fileprivate var isLetterOrDigit: Bool {
    "0"..."9" ~= self || "a"..."z" ~= self || "A"..."Z" ~= self || value >= 0x80
  }

  fileprivate var isHexadecimal: Bool { "0"..."9" ~= self || "a"..."f" ~= self || "A"..."F" ~= self }
}
