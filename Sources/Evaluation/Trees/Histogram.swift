/// What the rows of a node sum up to in each bin of each column.
struct Histogram {
  /// Sums of gradients and of hessians, and the number of rows, which a Double has exactly: in one vector, so that one
  /// addition takes a row in.
  struct Bin {
    private(set) var sums = SIMD4<Double>()
    var gradient: Double { sums[0] }
    var hessian: Double { sums[1] }
    var count: Double { sums[2] }

    init() {}

    init(gradient: Double, hessian: Double, count: Double) { sums = SIMD4(gradient, hessian, count, 0) }

    static func += (bin: inout Bin, other: Bin) { bin.sums += other.sums }

    static func -= (bin: inout Bin, other: Bin) { bin.sums -= other.sums }
  }

  /// Column after column, each with a bin more than it has, for missing values.
  var bins: [Bin]

  /// Sums up some rows of a table; the bins of column `f` begin at `starts[f]`.
  ///
  /// `gradients` and `hessians` are by row; hessians that are all 1 may be left out. `used` is the memory of a histogram
  /// of the same table that nobody needs any more.
  init(
    _ table: BinnedTable, starts: [Int], rows: UnsafeBufferPointer<Int32>,
    gradients: UnsafePointer<Float>, hessians: UnsafePointer<Float>?, reusing used: consuming [Bin]?
  ) {
    if let used {
      bins = used
      bins.withUnsafeMutableBufferPointer { $0.update(repeating: Bin()) }
    } else {
      bins = Array(repeating: Bin(), count: starts[starts.count - 1])
    }
    let count = rows.count
    // Gathered once, since every column reads them again.
    let gathered = rows.map { row in
      Bin(
        gradient: Double(gradients[Int(row)]), hessian: hessians.map { Double($0[Int(row)]) } ?? 1, count: 1)
    }
    bins.withUnsafeMutableBufferPointer { bins in
      table.codes.withUnsafeBufferPointer { codes in
        gathered.withUnsafeBufferPointer { gathered in
          guard count > 0 else { return }
          let columns = (0..<table.bins.count).map {
            (codes: codes.baseAddress! + $0 * table.rows, bins: bins.baseAddress! + starts[$0])
          }
          // Four at a time: sums of one column often wait for the last one of the same bin.
          for first in stride(from: 0, to: columns.count, by: 4) {
            let (one, own) = (columns[first], gathered.baseAddress!)
            guard first + 4 <= columns.count else {
              for column in columns[first...] {
                for place in 0..<count { column.bins[Int(column.codes[Int(rows[place])])] += own[place] }
              }
              continue
            }
            let (two, three, four) = (columns[first + 1], columns[first + 2], columns[first + 3])
            for place in 0..<count {
              let (row, sums) = (Int(rows[place]), own[place])
              one.bins[Int(one.codes[row])] += sums
              two.bins[Int(two.codes[row])] += sums
              three.bins[Int(three.codes[row])] += sums
              four.bins[Int(four.codes[row])] += sums
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
