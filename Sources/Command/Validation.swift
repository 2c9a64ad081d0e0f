import ArgumentParser

/// Refuses a count below 1.
func atLeastOne(_ count: Int?, _ flag: String) throws {
  if let count, count < 1 { throw ValidationError("\(flag) \(count) is too few; choose at least 1") }
}

/// Refuses two flags that contradict each other.
func exclude(_ first: (flag: String, isGiven: Bool), _ second: (flag: String, isGiven: Bool)) throws {
  if first.isGiven, second.isGiven {
    throw ValidationError("\(first.flag) and \(second.flag) contradict each other; leave one of them out")
  }
}
