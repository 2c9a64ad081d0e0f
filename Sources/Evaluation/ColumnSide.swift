import SaddleTables

/// One column of one table, as the report needs it.
struct ColumnSide {
  enum Holding { case numbers, dates, labels, constant, identifier }

  let schema: ColumnSchema
  private let values: ColumnValues
  private let rowCount: Int
  private let decimalSeparator: String

  init(_ table: Table, _ index: Int) {
    schema = table.schema.columns[index]
    values = table.columns[index]
    rowCount = table.rowCount
    decimalSeparator = table.schema.dialect.decimalSeparator
  }

  var holding: Holding {
    switch schema.kind {
    case .continuous, .integer, .duration: .numbers
    case .datetime: .dates
    case .category, .ordered, .boolean: .labels
    case .constant: .constant
    case .identifier: .identifier
    }
  }

  /// The texts of the categories, or of a constant; a constant column whose cells are all missing has none.
  var labels: [String] { values == .unlearned && schema.missingShare == 1 ? [] : schema.labels }

  /// The code of each row's label, -1 for missing; a constant column has its one label in every row.
  var codes: [Int32] {
    if case .categories(let codes) = values { return codes }
    return Array(repeating: labels.isEmpty ? -1 : 0, count: rowCount)
  }

  /// The rows as numbers, NaN for missing; nil when the column has a label that does not read as one.
  var numbers: [Double]? {
    if case .numbers(let values) = values { return values }
    let numbers = labels.compactMap { Self.number($0, decimalSeparator: decimalSeparator) }
    guard numbers.count == labels.count else { return nil }
    return codes.map { $0 < 0 ? .nan : numbers[Int($0)] }
  }

  /// What tells the categories apart: their text, or their number, so that `1` and `1.0` are the same one.
  ///
  /// Two numbers of up to 15 digits are two Doubles; longer ones are told apart by their text.
  var keys: [String] {
    labels.map { label in
      let number = label.utf8.count > 15 ? nil : Self.number(label, decimalSeparator: decimalSeparator)
      return number.map { "\($0)" } ?? label
    }
  }

  /// The finite number that a label reads as; nil for text, and for codes with leading zeros such as `007`.
  static func number(_ label: String, decimalSeparator: String) -> Double? {
    let text = decimalSeparator == "," ? String(label.map { $0 == "," ? "." : $0 }) : label
    let digits = text.drop { $0 == "-" || $0 == "+" }
    // The characters are checked because `Double` also reads "nan", "inf" and hexadecimal.
    guard text.allSatisfy({ "0123456789+-.eE".contains($0) }), let value = Double(text), value.isFinite,
      !digits.hasPrefix("0") || digits.dropFirst().first?.isNumber != true
    else { return nil }
    return value
  }
}
