import SaddleAdversarial
import SaddleTensors
import SaddleTheory
import Testing

@Suite struct FDivergencesTests {
  @Test("every check passes, under a name of its own")
  func genuine() {
    let checks = FDivergences().checks()
    for check in checks { #expect(check.passed, "\(check)") }
    #expect(Set(checks.map(\.name)).count == checks.count)
    let twins = Self.falsifications.flatMap { twin in
      FDivergences().members.map { "f-divergences/" + twin.check.replacing("NAME", with: $0.name) }
    }
    #expect(Set(checks.map(\.name)) == Set(twins), "each check has a twin that it rejects")
  }

  /// A wrong formula, and the check that must reject it.
  struct Falsification: Sendable, CustomTestStringConvertible {
    /// The name of the check, in which NAME stands for the member's.
    let check: String
    var only: String?
    let change: @Sendable (inout FDivergence) -> Void
    var testDescription: String { check }
  }

  static let falsifications: [Falsification] = [
    Falsification(check: "convex") { wrong in
      let f = wrong.f
      wrong.f = { -f($0) }
    },
    Falsification(check: "at-one") { wrong in
      let f = wrong.f
      wrong.f = { f($0) + 1e-3 }
    },
    Falsification(check: "fenchel") { wrong in
      let conjugate = wrong.conjugate
      wrong.conjugate = { conjugate($0) - 1e-2 }
    },
    Falsification(check: "conjugate") { wrong in
      let conjugate = wrong.conjugate
      wrong.conjugate = { conjugate($0) * 1.001 }
    },
    Falsification(check: "activation-increasing") { wrong in
      let activation = wrong.activation
      wrong.activation = { activation(-$0) }
    },
    Falsification(check: "activation-domain") { wrong in
      let activation = wrong.activation
      wrong.activation = { activation($0) + 0.5 }
    },
    Falsification(check: "activation-onto") { wrong in
      let activation = wrong.activation
      wrong.activation = { activation($0.tanh()) }
    },
    Falsification(check: "activated-conjugate") { wrong in
      let activated = wrong.activatedConjugate
      wrong.activatedConjugate = { activated($0 + 1e-3) }
    },
    Falsification(check: "threshold") { $0.decisionOutput += 0.01 },
    Falsification(check: "pearson-below", only: "pearson") { $0.conjugate = { $0 * $0 / 4 + $0 } },
    Falsification(check: "total-variation-below", only: "total-variation") { $0.conjugate = { $0 } },
    Falsification(check: "NAME") { wrong in
      let derivative = wrong.derivative
      wrong.derivative = { derivative(1 / $0) }
    },
    Falsification(check: "NAME-trained") { wrong in
      let activated = wrong.activatedConjugate
      wrong.activatedConjugate = { activated($0) + 0.05 }
    },
  ]

  @Test("one wrong formula, of any member, fails the check that is about it", arguments: falsifications)
  func falsified(_ falsification: Falsification) throws {
    let genuine = FDivergences()
    for index in genuine.members.indices {
      let member = genuine.members[index]
      if let only = falsification.only, only != member.name { continue }
      // There is no end of the domain to go beyond.
      if falsification.check == "activation-domain", member.divergence.domainEnd == .infinity { continue }
      var verification = genuine
      verification.members = [member]
      falsification.change(&verification.members[0].divergence)
      let name = falsification.check.replacing("NAME", with: member.name)
      let checks = verification.checks(isTrained: name.hasSuffix("-trained"))
      let check = try #require(checks.first { $0.name == "f-divergences/\(name)" })
      #expect(!check.passed, "\(member.name): \(check)")
    }
  }

  @Test("the wrong densities: each member's bound is its own divergence and no other's")
  func exchanged() {
    var verification = FDivergences()
    let (pearson, neyman) = (
      verification.members.firstIndex { $0.name == "pearson" }!,
      verification.members.firstIndex { $0.name == "neyman" }!
    )
    let divergence = verification.members[pearson].divergence
    verification.members[pearson].divergence = verification.members[neyman].divergence
    verification.members[neyman].divergence = divergence
    let failed = verification.checks(isTrained: false).filter { !$0.passed }.map(\.name)
    #expect(failed.contains("f-divergences/pearson") && failed.contains("f-divergences/neyman"))
  }
}
