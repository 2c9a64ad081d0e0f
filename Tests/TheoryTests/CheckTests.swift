import SaddleTheory
import Testing

@Suite struct CheckTests {
  private func check(_ computed: Double, _ relation: Check.Relation, _ expected: Double) -> Check {
    Check("a/b", "", "", computed: computed, relation, expected: expected, tolerance: 0.1, because: "")
  }

  @Test func holdsWithinTheTolerance() {
    #expect(check(1.05, .equal, 1).passed && check(0.95, .equal, 1).passed)
    #expect(!check(1.2, .equal, 1).passed && !check(0.8, .equal, 1).passed)
    #expect(check(1.05, .atMost, 1).passed && check(-5, .atMost, 1).passed && !check(1.2, .atMost, 1).passed)
    #expect(check(0.95, .atLeast, 1).passed && check(5, .atLeast, 1).passed && !check(0.8, .atLeast, 1).passed)
  }

  @Test func whatIsNotANumberDoesNotHold() {
    for relation in [Check.Relation.equal, .atMost, .atLeast] {
      #expect(!check(.nan, relation, 1).passed && !check(1, relation, .nan).passed)
      #expect(!check(.infinity, relation, 1).passed && !check(-.infinity, relation, 1).passed)
    }
    #expect(check(.infinity, .equal, .infinity).passed)
  }
}
