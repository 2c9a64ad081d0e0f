/// What a user says of a table's columns, where inference would guess wrong: the parts of a `schema.json` that may be
/// changed. What else such a file holds tells what was found.
public struct SchemaHints: Codable, Sendable, Equatable {
  public struct Column: Codable, Sendable, Equatable {
    public var name: String
    public var kind: ColumnKind
    /// Ordered categories: the labels from the least to the greatest.
    public var labels: [String]?

    public init(name: String, kind: ColumnKind, labels: [String]? = nil) {
      (self.name, self.kind, self.labels) = (name, kind, labels)
    }
  }

  /// Columns that are not named are guessed.
  public var columns: [Column]
  /// The rules to keep; nil looks for them.
  public var rules: [Rule]?

  public init(columns: [Column] = [], rules: [Rule]? = nil) {
    (self.columns, self.rules) = (columns, rules)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    columns = try container.decodeIfPresent([Column].self, forKey: .columns) ?? []
    rules = try container.decodeIfPresent([Rule].self, forKey: .rules)
  }

  /// The kinds by name.
  var kinds: [String: ColumnKind] { Dictionary(columns.map { ($0.name, $0.kind) }, uniquingKeysWith: { $1 }) }

  /// The order of a column's labels.
  func order(of name: String) -> [String]? {
    columns.last { $0.name == name && $0.kind == .ordered }?.labels
  }
}
