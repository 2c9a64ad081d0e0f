import SaddleAdversarial
import SaddleTensors

extension ModeCoverage {
  /// Counts the modes of a density that samples `[count, 2]` cover.
  public init(of density: ToyDensity, in samples: Tensor) {
    precondition(samples.rank == 2 && samples.shape[1] == 2, "samples of shape \(samples.shape) are not in the plane")
    let values = samples.scalars()
    self.init(
      of: density, columns: (0..<2).map { axis in stride(from: axis, to: values.count, by: 2).map { values[$0] } })
  }

  /// Counts the modes of a density that points given as x and y cover.
  public init(of density: ToyDensity, columns: [[Double]]) {
    self.init(centres: density.modes.map { [$0.x, $0.y] }, standardDeviation: density.deviation, columns: columns)
  }
}
