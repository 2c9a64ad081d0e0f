import Saddle
import TestSupport
import Testing

@Suite struct RecipesTests {
  /// One line each, with what it is, in the order in which the library has them.
  @Test func listsAllThatARecipeCanName() throws {
    let lines = try Command(["recipes"], in: Scratch()).lines
    let listed = [
      Recipe.all.map { ($0.name, $0.summary) }, ObjectiveFamily.all.map { ($0.form, $0.standard.summary) },
      Penalty.all.map { ($0.name, $0.summary) }, Stabilizer.all.map { ($0.setting, $0.summary) },
    ]
    var rest = lines[...]
    for (title, entries) in zip(["Recipes", "Objectives", "Penalties", "Stabilizers"], listed) {
      rest = rest.drop { !$0.hasPrefix("\(title) (--") }.dropFirst()
      for (name, summary) in entries {
        let line = try #require(rest.first)
        rest = rest.dropFirst()
        #expect(line.hasPrefix("\(name) ") && line.hasSuffix(" \(summary)"))
      }
    }
    #expect(lines.contains { $0.hasPrefix("least-squares[:A,B,C] ") })
    #expect(lines.allSatisfy { $0.count <= 120 })
  }
}
