/// What the rows of a node sum up to in each bin of each column.
struct Histogram {
  struct Bin {
    var gradient = 0.0
    var hessian = 0.0
    var count = 0

    static func += (bin: inout Bin, other: Bin) {
      bin.gradient += other.gradient
      bin.hessian += other.hessian
      bin.count += other.count
    }

    static func -= (bin: inout Bin, other: Bin) {
      bin.gradient -= other.gradient
      bin.hessian -= other.hessian
      bin.count -= other.count
    }
  }

  /// Column after column, each with a bin more than it has, for missing values.
  var bins: [Bin]

  /// Sums up the rows `indices` of a table; the bins of column `f` begin at `starts[f]`.
  ///
  /// `gradients` and `hessians` are by row; hessians that are all 1 may be left out. `used` is the memory of a histogram
  /// of the same table that nobody needs any more.
  init(
    _ table: BinnedTable, starts: [Int], rows indices: Slice<UnsafeMutableBufferPointer<Int32>>,
    gradients: UnsafePointer<Float>, hessians: UnsafePointer<Float>?, reusing used: consuming [Bin]?
  ) {
    if let used {
      bins = used
      bins.withUnsafeMutableBufferPointer { $0.update(repeating: Bin()) }
    } else {
      bins = Array(repeating: Bin(), count: starts[starts.count - 1])
    }
    let count = indices.count
    let rows = UnsafeBufferPointer(rebasing: indices)
    // Gathered once, since every column reads them again.
    var gathered = [Float](repeating: 1, count: 2 * count)
    for (place, row) in rows.enumerated() {
      gathered[2 * place] = gradients[Int(row)]
      if let hessians { gathered[2 * place + 1] = hessians[Int(row)] }
    }
    bins.withUnsafeMutableBufferPointer { bins in
      table.codes.withUnsafeBufferPointer { codes in
        gathered.withUnsafeBufferPointer { gathered in
          guard count > 0 else { return }
          for feature in 0..<table.bins.count {
            let column = codes.baseAddress! + feature * table.rows
            let bins = bins.baseAddress! + starts[feature]
            for place in 0..<count {
              let bin = bins + Int(column[Int(rows[place])])
              bin.pointee.gradient += Double(gathered[2 * place])
              bin.pointee.hessian += Double(gathered[2 * place + 1])
              bin.pointee.count &+= 1
            }
          }
        }
      }
    }
  }

  /// What is left when the rows of `other`, which are all among these, are taken away.
  mutating func subtract(_ other: Histogram) {
    bins.withUnsafeMutableBufferPointer { bins in
      other.bins.withUnsafeBufferPointer { other in
        for place in 0..<bins.count { bins[place] -= other[place] }
      }
    }
  }
}
