/// Objectives that share a name and differ in numbers, which recipes write after a colon: `least-squares:0,1,1`.
public struct ObjectiveFamily: Sendable {
  /// One of the numbers.
  struct Parameter: Sendable {
    let name: String
    let standard: Double
    let range: ClosedRange<Double>
    /// Numbers that it must stay clear of.
    var poles: [Double] = []

    func accepts(_ value: Double) -> Bool { range.contains(value) && poles.allSatisfy { abs(value - $0) >= 0.01 } }

    var description: String {
      let clear = poles.isEmpty ? "" : ", at least 0.01 from \(poles.map(\.brief).joined(separator: " and "))"
      return "\(name) from \(range.lowerBound.brief) to \(range.upperBound.brief)\(clear)"
    }
  }

  let parameters: [Parameter]
  /// The objective of given numbers, as many as there are parameters.
  private let make: @Sendable ([Double]) -> Objective

  private init(_ parameters: [Parameter] = [], _ make: @escaping @Sendable ([Double]) -> Objective) {
    self.parameters = parameters
    self.make = make
  }

  private init(_ objective: Objective) { self.init { _ in objective } }

  /// Its objective where no numbers are given.
  public var standard: Objective { make(parameters.map(\.standard)) }
  public var name: String { standard.name }

  /// Its name, and in brackets what may follow: `alpha[:ALPHA]`.
  public var form: String {
    parameters.isEmpty ? name : "\(name)[:\(parameters.map(\.name).joined(separator: ","))]"
  }

  /// What a recipe may write, for a person: `alpha[:ALPHA] with ALPHA from -10 to 10`.
  public var usage: String {
    let ranges = parameters.map(\.description).joined(separator: ", ")
    return parameters.isEmpty ? "\(name) without numbers" : "\(form) with \(ranges)"
  }

  /// The objective that a text names, if its name is the family's and its numbers fit.
  func objective(_ text: String) -> Objective? {
    if text == name { return standard }
    guard text.hasPrefix(name + ":") else { return nil }
    let values = text.dropFirst(name.count + 1).split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0) ?? .nan
    }
    guard !values.isEmpty, values.count == parameters.count, zip(parameters, values).allSatisfy({ $0.accepts($1) })
    else { return nil }
    return make(values)
  }

  /// The family of that name, or nil.
  public static func named(_ name: String) -> ObjectiveFamily? { all.first { $0.name == name } }
}

extension ObjectiveFamily {
  /// Every family, by which recipes name objectives.
  public static let all: [ObjectiveFamily] =
    [
      ObjectiveFamily(labels) { .minimax(real: $0[0], fake: $0[1]) },
      ObjectiveFamily(labels) { .nonSaturating(real: $0[0], fake: $0[1]) },
      ObjectiveFamily(.wasserstein),
      ObjectiveFamily(.hinge),
      ObjectiveFamily(targets) { .leastSquares(a: $0[0], b: $0[1], c: $0[2]) },
      ObjectiveFamily(.relativistic),
      ObjectiveFamily(.relativisticHinge),
      ObjectiveFamily(.relativisticLeastSquares),
      ObjectiveFamily(.relativisticAverage),
      ObjectiveFamily(.relativisticAverageHinge),
      ObjectiveFamily(.relativisticAverageLeastSquares),
    ] + fGANs(isSaturating: false) + fGANs(isSaturating: true)

  private static let labels = [
    Parameter(name: "REAL", standard: 1, range: 0.5...1), Parameter(name: "FAKE", standard: 0, range: 0...0.49),
  ]

  private static let targets = [
    Parameter(name: "A", standard: 0, range: -100...100), Parameter(name: "B", standard: 1, range: -100...100),
    Parameter(name: "C", standard: 1, range: -100...100),
  ]

  private static func fGANs(isSaturating: Bool) -> [ObjectiveFamily] {
    FDivergence.all.map { divergence in
      switch divergence.name {
      case "alpha":
        ObjectiveFamily([Parameter(name: "ALPHA", standard: 1.5, range: -10...10, poles: [0, 1])]) {
          .fGAN(.alpha($0[0]), isSaturating: isSaturating)
        }
      case "weighted-jensen-shannon":
        ObjectiveFamily([Parameter(name: "PI", standard: 0.3, range: 0.01...0.99)]) {
          .fGAN(.weightedJensenShannon($0[0]), isSaturating: isSaturating)
        }
      default: ObjectiveFamily(.fGAN(divergence, isSaturating: isSaturating))
      }
    }
  }
}

extension Double {
  /// Without a point where it is whole.
  fileprivate var brief: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}
