/// Something that holds on every row of a table, as far as its cells are there, and so shall on every synthetic one.
///
/// A rule is one line of `schema.json`, and goes with its line:
///
/// ```json
/// { "rule" : "order", "columns" : ["start", "end"], "reason" : "..." }
/// ```
public struct Rule: Codable, Sendable, Equatable {
  public enum Form: String, Codable, Sendable, CaseIterable {
    /// The first column is at most the second.
    case order
    /// The first column and the second add up to the third.
    case sum
    /// The second column repeats the first.
    case same
    /// The second column follows from the first, as a state does from a city.
    case function
    /// Of the pairs that the two columns could make, there are only some.
    case combinations
    /// Exactly one of three or more columns of the same two labels is set in each row, as where a category has a column for
    /// each of its labels.
    case oneOf = "one-of"
    /// In which rows the second column's cells are missing, or there, follows from the first.
    case missing

    /// Whether it can be about so many columns.
    func isAbout(_ columns: Int) -> Bool {
      switch self {
      case .sum: columns == 3
      case .oneOf: columns > 2
      default: columns == 2
      }
    }
  }

  public var form: Form
  /// The names of its columns, in the order that the form tells.
  public var columns: [String]
  /// What speaks for it, in a few words (`inspect` shows it).
  public var reason: String

  private enum CodingKeys: String, CodingKey { case form = "rule", columns, reason }

  public init(_ form: Form, _ columns: [String], reason: String = "") {
    (self.form, self.columns, self.reason) = (form, columns, reason)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    form = try container.decode(Form.self, forKey: .form)
    columns = try container.decode([String].self, forKey: .columns)
    reason = try container.decodeIfPresent(String.self, forKey: .reason) ?? ""
  }

  /// The rule as a person writes it: `net + tax = gross`.
  public var text: String {
    guard form.isAbout(columns.count) else { return form.rawValue + " of " + columns.joined(separator: ", ") }
    return switch form {
    case .order: "\(columns[0]) <= \(columns[1])"
    case .sum: "\(columns[0]) + \(columns[1]) = \(columns[2])"
    case .same: "\(columns[1]) = \(columns[0])"
    case .function: "\(columns[1]) follows from \(columns[0])"
    case .missing: "\(columns[1]) is missing, or there, as \(columns[0]) says"
    case .combinations: "\(columns[0]) with \(columns[1]): only pairs that occur"
    case .oneOf:
      columns.count > 4
        ? "exactly one of \(columns[0]), \(columns[1]) ... \(columns.last!) (\(columns.count) columns)"
        : "exactly one of \(columns.joined(separator: ", "))"
    }
  }
}
