/// The mean of independent samples, and how sure it is.
struct SampleMean {
  let mean: Double
  /// The variance of the mean: that of the samples over their number.
  let variance: Double

  init(of samples: [Double]) {
    let count = Double(samples.count)
    let mean = samples.reduce(0, +) / count
    self.mean = mean
    variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) / count
  }
}
