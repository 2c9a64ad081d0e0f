import SaddleFiles
import SaddleTables

/// Reads text as the file `t.csv`.
func parse(
  _ text: String, overrides: [String: ColumnKind] = [:], missing: [String] = []
) throws -> Table {
  try Table.parse(Array(text.utf8), name: "t.csv", overrides: overrides, missing: missing)
}

/// The table as its schema's source is written, in batches of a few rows.
func written(_ table: Table, batch: Int = 7) -> String {
  let writer = TableWriter(schema: table.schema)
  var bytes = writer.header()
  for start in stride(from: 0, to: table.rowCount, by: batch) {
    bytes += writer.rows(table.rows(start..<min(start + batch, table.rowCount)), first: start)
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// One column of the given cells beside a column of numbers that repeats, so that there is something to learn.
func column(
  _ cells: [String], name: String = "x", as kind: ColumnKind? = nil, missing: [String] = []
) throws -> (schema: ColumnSchema, values: ColumnValues) {
  let rows = cells.enumerated().map { "\($1);\($0 % 2).5" }
  let text = (["\(name);other"] + rows).joined(separator: "\n") + "\n"
  let table = try parse(text, overrides: kind.map { [name: $0] } ?? [:], missing: missing)
  return (table.schema.columns[0], table.columns[0])
}

func error(_ body: () throws -> Void) -> SaddleError? {
  do {
    try body()
    return nil
  } catch {
    return error as? SaddleError
  }
}

/// SplitMix64, so that random tables are the same in each run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
