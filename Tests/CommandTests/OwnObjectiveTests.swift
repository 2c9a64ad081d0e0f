import Saddle
import TestSupport
import Testing

/// README's objective that is not one of Saddle's: the lines there are those between the marks here.
@Suite struct OwnObjectiveTests {
  @Test("README shows these lines")
  func shown() throws {
    let source = try Project.text("Tests/CommandTests/OwnObjectiveTests.swift").split(
      separator: "\n", omittingEmptySubsequences: false)
    let inside = source.drop { !$0.hasSuffix("// shown") }.dropFirst().prefix { !$0.hasSuffix("// to here") }
    #expect(inside.count == 5)
    let shown = inside.map { $0.dropFirst(4) }.joined(separator: "\n")
    #expect(try Project.text("README.md").contains("```swift\n\(shown)\n```"))
  }

  @Test("an objective of one's own trains like any other")
  func trains() throws {
    let adam = OptimizerRecipe(learningRate: 3e-3)
    var recipe = GameRecipe(
      latent: LatentPrior(size: 2), objective: .relativistic, penalties: [.r1.weighted(0.1)], batch: 128, steps: 400,
      generatorOptimizer: adam, criticOptimizer: adam, averaging: 0.98)
    // shown
    recipe.objective = Objective(
      name: "squared-hinge",
      critic: { real, fake in (1 - real).relu().square().mean() + (1 + fake).relu().square().mean() },
      generator: { _, fake in -fake.mean() })
    recipe.penalties = [.r1.weighted(0.1)]
    // to here
    let trainer = Trainer(
      recipe, generator: { Sequential.perceptron([2, 32, 2], $0) }, critic: { Sequential.perceptron([2, 32, 1], $0) },
      seed: 0
    ) { ToyDensity.gaussian.sample(128, seed: 0, step: $0) + Tensor([2, -1]) }
    try trainer.run()
    let mean = trainer.sample(4_000).mean(axes: [0]).scalars()
    #expect(abs(mean[0] - 2) < 0.3 && abs(mean[1] + 1) < 0.3)
  }
}
