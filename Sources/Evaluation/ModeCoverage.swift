/// How much of a mixture of equal modes, such as a ring of eight Gaussians, a set of samples covers.
///
/// The protocol of VEEGAN (Srivastava et al. 2017, arXiv:1705.07761) and PacGAN (Lin et al. 2018, arXiv:1712.04086): a
/// sample is of high quality when it lies within three standard deviations of the mode nearest to it, and a mode is
/// found when it is the nearest of at least one such sample. In two dimensions an exact sampler has a share of
/// 1 - exp(-9/2) = 0.989 of high quality.
public struct ModeCoverage: Sendable, Equatable, Codable {
  /// How many modes there are.
  public let modes: Int
  /// How many of them at least one sample of high quality belongs to.
  public let found: Int
  /// How many of them hold at least a hundredth of an equal share of all samples, with samples of high quality: a
  /// stricter count, which a few stray samples do not raise.
  public let held: Int
  /// The share of samples that are of high quality, 0 ... 1; 0 without samples.
  public let highQualityShare: Double

  /// Counts samples given column by column: `columns[d][i]` is coordinate `d` of sample `i`.
  ///
  /// `centres` holds one point a mode, and every mode has the same standard deviation in each direction. A sample with
  /// a coordinate that is NaN is far from all of them.
  ///
  /// Traps unless every centre has one coordinate a column and all columns are of equal length.
  public init(centres: [[Double]], standardDeviation: Double, columns: [[Double]]) {
    let count = columns.first?.count ?? 0
    precondition(columns.allSatisfy { $0.count == count } && centres.allSatisfy { $0.count == columns.count })
    let reach = 9 * standardDeviation * standardDeviation
    var members = [Int](repeating: 0, count: centres.count)
    for row in 0..<count {
      var nearest = (mode: 0, distance: Double.infinity)
      for (mode, centre) in centres.enumerated() {
        var distance = 0.0
        for (dimension, coordinate) in centre.enumerated() {
          let difference = columns[dimension][row] - coordinate
          distance += difference * difference
        }
        if distance < nearest.distance { nearest = (mode, distance) }
      }
      if nearest.distance <= reach { members[nearest.mode] += 1 }
    }
    modes = centres.count
    found = members.count { $0 > 0 }
    held = members.count { $0 > 0 && Double($0 * 100 * centres.count) >= Double(count) }
    highQualityShare = count == 0 ? 0 : Double(members.reduce(0, +)) / Double(count)
  }
}
