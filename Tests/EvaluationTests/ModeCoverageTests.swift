import SaddleEvaluation
import Testing

struct ModeCoverageTests {
  let centres = [[0.0, 0], [10, 0], [0, 10], [10, 10]]

  @Test func countsModesAndSamplesOfHighQuality() {
    // Two at the first mode, one of them just within three deviations; one by the second, too far; one by the fourth.
    let coverage = ModeCoverage(
      centres: centres, standardDeviation: 1, columns: [[0, 2.99, 13.01, 9], [0, 0, 0, 11]])
    #expect(coverage.modes == 4)
    #expect(coverage.found == 2)
    #expect(coverage.held == 2)
    #expect(coverage.highQualityShare == 0.75)
  }

  @Test func distanceIsOverAllDirections() {
    let coverage = ModeCoverage(centres: centres, standardDeviation: 1, columns: [[2.5], [2.5]])
    #expect(coverage.found == 0 && coverage.highQualityShare == 0)
  }

  /// Of 1,000 samples on four modes, an equal share is 250 and a hundredth of it 2.5: two strays do not hold a mode.
  @Test(arguments: [(2, 1), (3, 2)])
  func aFewStraysDoNotHoldAMode(strays: Int, held: Int) {
    let x = [Double](repeating: 0, count: 1000 - strays) + [Double](repeating: 10, count: strays)
    let coverage = ModeCoverage(
      centres: centres, standardDeviation: 0.1, columns: [x, [Double](repeating: 0, count: 1000)])
    #expect(coverage.found == 2)
    #expect(coverage.held == held)
    #expect(coverage.highQualityShare == 1)
  }

  @Test func missingCoordinatesAndNoSamplesCountForNothing() {
    let missing = ModeCoverage(centres: centres, standardDeviation: 1, columns: [[.nan, 0], [0, 0]])
    #expect(missing.found == 1 && missing.highQualityShare == 0.5)
    let none = ModeCoverage(centres: centres, standardDeviation: 1, columns: [[], []])
    #expect(none.modes == 4 && none.found == 0 && none.held == 0 && none.highQualityShare == 0)
  }
}
