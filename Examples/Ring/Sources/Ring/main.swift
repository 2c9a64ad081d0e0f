import Saddle

// Eight Gaussians on a ring: a generator that finds all of them has not collapsed.
let ring = ToyDensity.ring8
let adam = OptimizerRecipe(learningRate: 3e-3, beta1: 0, beta2: 0.99)
let recipe = GameRecipe(
  latent: LatentPrior(.normal, size: 2), objective: .relativistic,
  penalties: [.r1.weighted(0.1), .r2.weighted(0.1)], batch: 256, steps: 6_000,
  generatorOptimizer: adam, criticOptimizer: adam)
let trainer = Trainer(
  recipe,
  generator: { Sequential.perceptron([2, 64, 64, 64, 64, 2], $0) },
  critic: { Sequential.perceptron([2, 64, 64, 64, 64, 1], $0) },
  seed: 0
) { step in ring.sample(256, seed: 0, step: step) }

try trainer.run()

let coverage = ModeCoverage(of: ring, in: trainer.sample(10_000))
print("\(coverage.found) of \(coverage.modes) modes, \(Int(coverage.highQualityShare * 100)) % within three deviations")
