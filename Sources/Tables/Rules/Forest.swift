/// Which columns are already connected (union-find).
struct Forest {
  private var parents: [Int]

  init(_ count: Int) { parents = Array(0..<count) }

  private func root(_ place: Int) -> Int {
    var place = place
    while parents[place] != place { place = parents[place] }
    return place
  }

  /// Connects two columns; false if they were.
  mutating func join(_ a: Int, _ b: Int) -> Bool {
    let (a, b) = (root(a), root(b))
    parents[a] = b
    return a != b
  }
}
