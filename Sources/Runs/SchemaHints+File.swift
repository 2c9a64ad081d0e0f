import SaddleFiles
import SaddleTables

extension SchemaHints {
  /// A schema of 10,000 columns with 10,000 labels each would be longer.
  private static let longest = 1 << 30

  /// Reads a `schema.json`.
  ///
  /// - Throws: `SaddleError` of kind `noInput` or `inputOutput` if the file cannot be read, `malformed` if it is no
  ///   schema, or names a column twice.
  public init(path: String) throws {
    let bytes = try FileSystem.read(path, limit: Self.longest)
    guard let text = String(validating: bytes, as: UTF8.self), let tree = JSONValue(parsing: text) else {
      throw SaddleError(.malformed, "\(path) is no JSON; write one with `saddle inspect DATA --schema FILE`")
    }
    do {
      self = try tree.decoded()
    } catch {
      throw SaddleError(
        .malformed,
        "\(path) is no schema: \(Overrides.explanation(of: error)); write one with `saddle inspect DATA --schema FILE`")
    }
    var names: Set<String> = []
    if let column = columns.first(where: { !names.insert($0.name).inserted }) {
      throw SaddleError(.malformed, "\(path) names column \(column.name.inMessage) twice; leave one out")
    }
    // Labels are listed for other kinds as well, where they say nothing of an order.
    for place in columns.indices where columns[place].kind != .ordered { columns[place].labels = nil }
  }
}
