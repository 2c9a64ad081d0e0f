/// The candidate that needs the fewest edits to become `word`, for "did you mean"; nil if none shares anything with it.
///
/// An edit inserts, deletes or replaces a letter, or swaps two neighbours (optimal string alignment); upper and lower
/// case count as the same. Of equals the first wins.
public func nearest(_ word: String, among candidates: [String]) -> String? {
  // What is longer was never meant as a key, and time grows with the square.
  let letters = Array(word.lowercased().prefix(100))
  var best: (distance: Int, candidate: String)?
  for candidate in candidates {
    let other = Array(candidate.lowercased().prefix(100))
    let distance = editDistance(letters, other)
    if distance < max(letters.count, other.count), distance < best?.distance ?? .max { best = (distance, candidate) }
  }
  return best?.candidate
}

private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
      row.append(cost)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
