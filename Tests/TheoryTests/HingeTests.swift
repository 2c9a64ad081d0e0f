import SaddleTheory
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct HingeTests {
  @Test func falsifiedTwinsAreRejected() {
    expectRejection(
      of: Hinge.self,
      [
        (["line", "plane"], { $0.optimum = { p, q in p > q ? -1 : 1 } }),
        (["line", "plane", "value-line"], { $0.loss = { p, q, v in p * max(0, 1 - v) + q * max(0, 2 + v) } }),
        (["value-line", "value-mixture", "value-plane"], { $0.value = { 2 - $0 } }),
      ])
  }
}
