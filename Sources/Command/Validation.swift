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

/// Refuses a number of threads that is not from 1 to 256.
func checkThreads(_ threads: Int?) throws {
  if let threads, !(1...256).contains(threads) {
    throw ValidationError("--threads \(threads) is not possible; choose 1 to 256")
  }
}
