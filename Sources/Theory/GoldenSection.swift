/// Where a function with a single maximum on a range has it, by golden section: to about 1e-8 of the range, since the
/// function is flat to rounding within that distance.
func maximum(on range: ClosedRange<Double>, of f: (Double) -> Double) -> Double {
  let ratio = (5.0.squareRoot() - 1) / 2
  var (low, high) = (range.lowerBound, range.upperBound)
  var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
  var (atLeft, atRight) = (f(left), f(right))
  for _ in 0..<80 {
    if atLeft < atRight {
      (low, left, atLeft) = (left, right, atRight)
      right = low + ratio * (high - low)
      atRight = f(right)
    } else {
      (high, right, atRight) = (right, left, atLeft)
      left = high - ratio * (high - low)
      atLeft = f(left)
    }
  }
  return (low + high) / 2
}
