import Testing

/// Commands and what they print, as `Documentation/Errors.md` shows them: a block of code of the kind `console`.
struct Transcript: Sendable, CustomTestStringConvertible {
  struct Step: Sendable {
    let command: String
    /// The lines after the command, up to the next one; empty for one that prepares.
    var printed: [String] = []
  }

  /// The sentence before the block.
  let title: String
  /// The line of the document in which the block begins.
  let line: Int
  var steps: [Step] = []

  var testDescription: String { "line \(line): \(title)" }

  /// Whether the system can bring the errors about: `/dev/full` is Linux's, and root may read and write everything.
  func isPossible(isLinux: Bool, isRoot: Bool) -> Bool {
    // The page is that of the plain build, which knows no databases.
    #if SQLite
      if steps.contains(where: { $0.command.contains("sqlite:") }) { return false }
    #endif
    return steps.allSatisfy {
      (isLinux || !$0.command.contains("/dev/full")) && !(isRoot && $0.command.contains("chmod"))
    }
  }

  /// All blocks of a document, in order.
  static func all(in document: String) -> [Transcript] {
    var transcripts: [Transcript] = []
    var (title, isInside) = ("", false)
    for (index, line) in document.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line == "```console" {
        transcripts.append(Transcript(title: title, line: index + 1))
        isInside = true
      } else if line.hasPrefix("```") {
        isInside = false
      } else if isInside, line.hasPrefix("$ ") {
        transcripts[transcripts.count - 1].steps.append(Step(command: String(line.dropFirst(2))))
      } else if isInside, let last = transcripts[transcripts.count - 1].steps.indices.last {
        transcripts[transcripts.count - 1].steps[last].printed.append(String(line))
      } else if !isInside, !line.isEmpty {
        title = String(line)
      }
    }
    return transcripts
  }
}

extension String {
  /// Whether the text is this one, in which each `…` stands for any other text.
  func matches(_ pattern: String) -> Bool {
    let parts = pattern.split(separator: "…", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return self == pattern }
    guard hasPrefix(parts[0]), count >= pattern.count - parts.count + 1 else { return false }
    var rest = dropFirst(parts[0].count)
    for part in parts.dropFirst().dropLast() {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(parts[parts.count - 1])
  }
}
