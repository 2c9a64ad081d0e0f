import SaddleTables

extension Schema {
  /// The schema by which to read another file, so that the two tables can be compared.
  ///
  /// Reading by a schema skips the cells of constant columns. Here they are numbers, if the constant reads as one, or
  /// categories, so that a column that varies in the other file is seen to do so.
  ///
  /// ```swift
  /// let real = try Table.read(path: "real.csv")
  /// let synthetic = try Table.read(path: "synthetic.csv", schema: real.schema.forComparison)
  /// let report = try QualityReport(real: real, synthetic: synthetic)
  /// ```
  public var forComparison: Schema {
    var schema = self
    for index in columns.indices where columns[index].kind == .constant && columns[index].missingShare < 1 {
      let isNumber = columns[index].labels.allSatisfy {
        ColumnSide.number($0, decimalSeparator: dialect.decimalSeparator) != nil
      }
      schema.columns[index].kind = isNumber ? .continuous : .category
    }
    return schema
  }
}
