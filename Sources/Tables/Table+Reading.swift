import SaddleFiles

extension Table {
  /// Reads the file of delimited text at `path` and infers what its columns hold.
  ///
  /// Commas, semicolons, tabs or bars delimit; the first line has the names. Gzip is decompressed; `-` is standard
  /// input.
  ///
  /// - Parameters:
  ///   - overrides: the kinds of columns, by name, where inference would guess wrong.
  ///   - missing: texts that mean a missing cell, besides the empty one, `NA`, `null` and the like.
  /// - Throws: `SaddleError` of kind `noInput` or `inputOutput` if the file cannot be read; `malformed` for what is
  ///   wrong in it, naming the line or offset; `usage` for an override of a column that it has not.
  public static func read(
    path: String, overrides: [String: ColumnKind] = [:], missing: [String] = [], limit: RowLimit? = nil
  ) throws -> Table {
    try read(from: InputFile(path: path), overrides: overrides, missing: missing, limit: limit)
  }

  /// Reads an open file to its end and infers what its columns hold, as `read(path:overrides:missing:)` does.
  ///
  /// - Parameter hints: kinds, and orders of labels, that `overrides` does not name.
  public static func read(
    from file: InputFile, overrides: [String: ColumnKind] = [:], hints: SchemaHints? = nil, missing: [String] = [],
    limit: RowLimit? = nil
  ) throws -> Table {
    try SchemaInference.table(
      from: RawTable.read(from: file, limit: limit), overrides: overrides, hints: hints, missing: missing)
  }

  /// Infers what the columns of rows that were read from elsewhere hold.
  ///
  /// - Throws: as `read(from:)`, for what is wrong in them.
  public init(
    _ rows: RawTable, overrides: [String: ColumnKind] = [:], hints: SchemaHints? = nil, missing: [String] = []
  ) throws {
    self = try SchemaInference.table(from: rows, overrides: overrides, hints: hints, missing: missing)
  }

  /// Takes rows that were read from elsewhere by the schema of another table, as `read(path:schema:)` does.
  ///
  /// - Parameter other: what a message calls the table of the schema.
  public init(
    _ rows: RawTable, schema: Schema, of other: String = "the table that it is compared with", missing: [String] = []
  ) throws {
    self = try SchemaInference.table(from: rows, schema: schema, of: other, missing: missing)
  }

  /// Reads a file by the schema of another one, matching columns by name in any order.
  ///
  /// Labels that the schema has not are added to it: the table's own schema may have more. Values of constant and
  /// identifier columns are not read.
  ///
  /// - Throws: as `read(path:overrides:missing:)`; `malformed` also if the file's columns are not those of the schema,
  ///   or for a cell that is no number or date where the schema has them.
  public static func read(
    path: String, schema: Schema, missing: [String] = [], limit: RowLimit? = nil
  ) throws -> Table {
    try SchemaInference.table(from: RawTable.read(path: path, limit: limit), schema: schema, missing: missing)
  }

  /// Reads delimited text from memory; messages call it `name`.
  public static func parse(
    _ text: [UInt8], name: String, overrides: [String: ColumnKind] = [:], hints: SchemaHints? = nil,
    missing: [String] = [], limit: RowLimit? = nil
  ) throws -> Table {
    try SchemaInference.table(
      from: RawTable.read(name: name, text, limit: limit), overrides: overrides, hints: hints, missing: missing)
  }

  /// Reads delimited text from memory by the schema of another table, as `read(path:schema:missing:)` does.
  public static func parse(_ text: [UInt8], name: String, schema: Schema, missing: [String] = []) throws -> Table {
    try SchemaInference.table(from: RawTable.read(name: name, text), schema: schema, missing: missing)
  }
}

extension Dialect {
  /// How the file of delimited text at `path` is written.
  ///
  /// - Throws: as `Table.read(path:overrides:missing:)`, for what can be wrong before kinds are inferred.
  public static func read(path: String) throws -> Dialect { try RawTable.read(path: path).dialect }
}

extension RawTable {
  fileprivate static func read(name: String, _ text: [UInt8], limit: RowLimit? = nil) throws -> RawTable {
    var rest: [UInt8]? = text
    return try read(name: name, limit: limit) {
      defer { rest = nil }
      return rest
    }
  }
}
