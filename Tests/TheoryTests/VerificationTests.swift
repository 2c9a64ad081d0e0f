import SaddleTheory
import Testing

/// Whether each check of a verification passes, by the part of its name behind the slash.
func outcomes(_ verification: some Verification) -> [String: Check] {
  let prefix = "\(type(of: verification).name)/"
  let checks = verification.checks()
  #expect(checks.allSatisfy { $0.name.hasPrefix(prefix) })
  let names = checks.map { String($0.name.dropFirst(prefix.count)) }
  #expect(Set(names).count == names.count, "checks of the same name")
  return Dictionary(zip(names, checks)) { first, _ in first }
}

/// Every check of the genuine verification passes; its falsified twins, one for each set of checks, fail exactly there at
/// least.
func expectRejection<V: Verification>(
  of type: V.Type, _ twins: [(rejectedBy: [String], falsify: (inout V) -> Void)]
) {
  let genuine = outcomes(V())
  for (name, check) in genuine where !check.passed { Issue.record("\(name): \(check)") }
  #expect(Set(twins.flatMap(\.rejectedBy)) == Set(genuine.keys), "each check has a twin that it rejects")
  for (names, falsify) in twins {
    var twin = V()
    falsify(&twin)
    let checks = outcomes(twin)
    for name in names { #expect(checks[name]?.passed == false, "\(name): \(String(describing: checks[name]))") }
  }
}
