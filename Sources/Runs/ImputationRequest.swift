import SaddleEvaluation
import SaddleFiles
import SaddleTables
import SaddleTensors

/// What `saddle impute` is asked to do.
public struct ImputationRequest: Sendable, Equatable {
  /// A file, or `-`.
  public var data: String
  /// A file with the rows to learn from; nil for those of `data`.
  public var training: String?
  /// Kinds of columns, texts that mean a missing cell, and whether rules are kept, by the keys that a recipe has for them.
  public var overrides: Overrides
  /// A `schema.json` with kinds of columns and rules; nil guesses all.
  public var schema: String?
  public var filling: Imputation.Filling
  public var seed: UInt64
  /// Nil is one for each core.
  public var threads: Int?

  public init(
    data: String, training: String? = nil, overrides: Overrides, schema: String? = nil,
    filling: Imputation.Filling = .best, seed: UInt64 = 0, threads: Int? = nil
  ) {
    (self.data, self.training, self.overrides, self.schema) = (data, training, overrides, schema)
    (self.filling, self.seed, self.threads) = (filling, seed, threads)
  }
}

extension Run {
  /// Fills the missing cells of a table and writes it as its file is written, known cells unchanged.
  ///
  /// - Throws: `SaddleError` as reading and writing do; of kind `malformed` if the rows to learn from have other columns,
  ///   of kind `usage` for an override that has no effect.
  public static func impute(_ request: ImputationRequest, to output: OutputFile) throws -> Imputation {
    try Device.$current.withValue(Device(threads: request.threads)) {
      let keys = ["column.", "missing", "table.rules"]
      if let other = request.overrides.assignments.first(where: { !keys.contains(where: $0.key.hasPrefix) }) {
        throw SaddleError(
          .usage,
          "--set \(other.key) has no effect on filling cells; set column.NAME, missing or table.rules, or leave it out")
      }
      let recipe = try request.overrides.applied(to: Recipe.tables, recipe: Recipe.tables.name)
      let hints = try request.schema.map(SchemaHints.init(path:))
      func taught(_ raw: RawTable) throws -> Table {
        let table = try Table(raw, overrides: recipe.column, hints: hints, missing: recipe.missing)
        return recipe.table.rules ? try table.obeying(hints?.rules, source: request.schema ?? "the schema") : table
      }
      let raw = try RawTable.read(path: request.data)
      let teacher = try request.training.map { try taught(RawTable.read(path: $0)).withConstantsAsLabels }
      let table =
        try teacher.map { try Table(raw, schema: $0.schema, of: request.training!, missing: recipe.missing) }
        ?? taught(raw)
      let imputation = Imputation(of: table, learningFrom: teacher, filling: request.filling, seed: request.seed)
      let text = FilledText(raw, readAs: table, filled: imputation.table)
      try output.write(text.header())
      let batch = 10_000
      for start in stride(from: 0, to: table.rowCount, by: batch) {
        try output.write(text.rows(start..<min(start + batch, table.rowCount)))
      }
      return imputation
    }
  }
}

extension Table {
  /// The table with columns of one value as categories of one label: cells of another file may be missing there.
  fileprivate var withConstantsAsLabels: Table {
    var (schema, columns) = (schema, columns)
    for (place, column) in schema.columns.enumerated() where column.kind == .constant && column.missingShare < 1 {
      schema.columns[place].kind = .category
      columns[place] = .categories(Array(repeating: 0, count: rowCount))
    }
    return Table(schema: schema, columns: columns, rowCount: rowCount)
  }
}
