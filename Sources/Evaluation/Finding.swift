/// What one part of an appraisal comes to, for someone who is no statistician.
public struct Finding: Sendable, Equatable, Encodable {
  public enum Topic: String, Sendable, Encodable, CaseIterable {
    case columns, pairs, utility, detection, rareValues, missingness, privacy
  }

  public enum Grade: String, Sendable, Encodable {
    case good, fair, poor
    /// There is nothing to measure, or nothing to measure it by.
    case unknown
  }

  public let topic: Topic
  public let grade: Grade
  /// One sentence.
  public let headline: String
  public var good: [String] = []
  public var bad: [String] = []
  public var advice: [String] = []

  /// The grade of a number that is better the larger it is.
  static func grade(_ value: Double?, good: Double, fair: Double) -> Grade {
    guard let value else { return .unknown }
    return value >= good ? .good : value >= fair ? .fair : .poor
  }
}

extension Appraisal {
  /// One for each topic, in the order of a report.
  public var findings: [Finding] {
    [columnsFinding, pairsFinding, utilityFinding, detectionFinding, rareFinding, missingFinding, privacyFinding]
  }

  /// The whole in a sentence or two.
  public var overall: String {
    let findings = findings
    func grade(_ topic: Finding.Topic) -> Finding.Grade { findings.first { $0.topic == topic }?.grade ?? .unknown }
    let likenessGrade = Finding.grade(Baseline.reached(quality.score, of: baseline?.score), good: 0.93, fair: 0.85)
    // Then even a perfect generator has this score, and little is known of how good this one is.
    let isBaselineLow = (baseline?.score ?? 1) < 0.93
    let likeness =
      switch likenessGrade {
      case .good where isBaselineLow:
        "The synthetic rows are as much like the real ones as training rows are (\(Wording.percent(baseline?.score)))"
      case .good: "The synthetic rows resemble the real ones closely"
      case .fair: "The synthetic rows resemble the real ones roughly"
      case .poor where baseline == nil:
        "The synthetic rows are not much like the real ones, and how like them other real rows are was not measured"
      case .poor: "The synthetic rows are unlike the real ones"
      case .unknown: "There are too few values to say how alike the tables are"
      }
    let use = (grade(.utility) == .unknown ? nil : utility.kept).map { kept in
      kept > 1 ? "teach as well as training rows do" : "keep \(Wording.percent(kept)) of what can be learned from them"
    }
    let secrecy: String? =
      switch grade(.privacy) {
      case .good: "give no sign of telling about the people or things that they were learned from"
      case .fair: "tell a little about the rows that they were learned from"
      case .poor: "tell too much about the rows that they were learned from: do not share them yet"
      case .unknown: nil
      }
    let parts = [use, secrecy].compactMap(\.self)
    let sentence = ([likeness] + parts).joined(separator: parts.count == 2 ? ", " : " and ")
    let weak = findings.filter { $0.grade == .poor }.map(\.topic.title)
    let rest = weak.isEmpty ? "" : " What needs work: \(weak.map { $0.lowercased() }.joined(separator: ", "))."
    let real =
      isBaselineLow && likenessGrade != .good
      ? " Training rows are only \(Wording.percent(baseline?.score)) like the real ones themselves." : ""
    let few = tooFewTopics.filter { grade($0) == .unknown }.map { $0.title.lowercased() }
    let short = few.isEmpty ? "" : " Too few rows to judge: \(few.joined(separator: ", "))."
    let lacks =
      rows.training == nil
      ? " How private they are was not measured."
      : newLabels.isEmpty ? "" : " How private they are cannot be judged by these real rows."
    return
      (parts.count == 2
      ? sentence.replacing(", give", with: ", and give").replacing(", tell", with: ", and tell") : sentence) + "."
      + real + rest + short + lacks
  }
}

extension Finding.Topic {
  /// The heading of its part of a report.
  var title: String {
    switch self {
    case .columns: "Columns"
    case .pairs: "Pairs of columns"
    case .utility: "Usefulness"
    case .detection: "Telling apart"
    case .rareValues: "Rare values"
    case .missingness: "Missing values"
    case .privacy: "Privacy"
    }
  }
}
