import SaddleAdversarial
import SaddleFiles
import SaddleSQLite
import SaddleTables
import SaddleTensors

/// What a run learns from.
public enum DataSource: Sendable {
  /// A file of delimited text; `-` is standard input.
  case file(String)
  /// A table or view of a database.
  case sqlite(SQLiteTable)
  /// A density in the plane, whose samples are made as they are needed.
  case toy(ToyDensity)
  /// Rows that a program holds.
  indirect case memory(Table)

  private static let toyPrefix = "toy:"

  /// - Throws: `SaddleError` of kind `noInput` for a density that does not exist, `usage` for `sqlite:` without a table.
  public init(_ text: String) throws {
    if let table = try SQLiteTable(text) {
      self = .sqlite(table)
      return
    }
    guard text.hasPrefix(DataSource.toyPrefix) else {
      self = .file(text)
      return
    }
    let name = String(text.dropFirst(DataSource.toyPrefix.count))
    guard let density = ToyDensity.named(name) else {
      let guess = nearest(name, among: ToyDensity.all.map(\.name)).map { "did you mean toy:\($0)? " } ?? ""
      let names = ToyDensity.all.map { DataSource.toyPrefix + $0.name }.joined(separator: ", ")
      throw SaddleError(.noInput, "there is no density \(text); \(guess)there are \(names)")
    }
    self = .toy(density)
  }

  /// The density; nil for rows.
  var density: ToyDensity? {
    switch self {
    case .toy(let density): density
    case .file, .sqlite, .memory: nil
    }
  }

  public var name: String {
    switch self {
    case .file(let path): path
    case .sqlite(let table): table.name
    case .toy(let density): DataSource.toyPrefix + density.name
    case .memory: "rows in memory"
    }
  }

  /// The rows of a file, or this many samples of a density.
  ///
  /// - Parameters:
  ///   - schema: reads a file as another table's columns say, instead of guessing kinds.
  ///   - missing: texts that mean a missing cell, besides the empty one, `NA` and the like.
  ///   - limit: the most rows of a file.
  /// - Throws: as `Table.read`.
  public func table(
    samples: Int, seed: UInt64, schema: Schema? = nil, missing: [String] = [], limit: RowLimit = RowLimit()
  ) throws -> Table {
    switch self {
    case .file(let path):
      try schema.map { try Table.read(path: path, schema: $0, missing: missing, limit: limit) }
        ?? Table.read(path: path, missing: missing, limit: limit)
    case .sqlite(let table):
      try schema.map { try Table(table.read(limit: limit).rows, schema: $0, missing: missing) }
        ?? Table(table.read(limit: limit).rows, missing: missing)
    case .toy(let density): DataSource.table(of: density.sample(samples, seed: seed, step: 0))
    case .memory(let table): table
    }
  }

  /// The rows of a file or database with their rules still to be found, and the SHA-256 of the data; nil for others.
  ///
  /// - Throws: as `Table.read`.
  func rows(_ recipe: Recipe, _ hints: SchemaHints?, seed: UInt64) throws -> (table: Table, sha256: String)? {
    let limit = RowLimit(rows: recipe.table.sampleRows, seed: seed)
    switch self {
    case .file(let path):
      let file = try InputFile(path: path)
      let table = try Table.read(
        from: file, overrides: recipe.column, hints: hints, missing: recipe.missing, limit: limit)
      return (table, file.sha256)
    case .sqlite(let place):
      let (rows, digest) = try place.read(limit: limit)
      return (try Table(rows, overrides: recipe.column, hints: hints, missing: recipe.missing), digest)
    case .toy, .memory: return nil
    }
  }

  /// Points `[rows, 2]` as a table with the columns x and y.
  static func table(of points: Tensor) -> Table {
    let values = points.scalars()
    let columns = (0..<2).map { axis in
      ColumnValues.numbers(stride(from: axis, to: values.count, by: 2).map { values[$0] })
    }
    return Table(schema: .plane, columns: columns, rowCount: points.shape[0])
  }
}

extension Schema {
  /// The columns of a density in the plane: x and y, with six decimals.
  static let plane = Schema(
    columns: ["x", "y"].map { name in
      ColumnSchema(name: name, kind: .continuous, reason: "a coordinate", decimals: 6, minimumDecimals: 6)
    },
    dialect: Dialect())
}
