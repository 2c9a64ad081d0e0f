/// A small dense matrix of Doubles, row by row.
public struct Matrix: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  public private(set) var values: [Double]

  /// Traps unless there are `rows` x `columns` values.
  public init(rows: Int, columns: Int, values: [Double]) {
    precondition(values.count == rows * columns, "a matrix has a value for each place")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  public init(rows: Int, columns: Int, _ element: (Int, Int) -> Double) {
    self.init(
      rows: rows, columns: columns, values: (0..<rows * columns).map { element($0 / columns, $0 % columns) })
  }

  public static func diagonal(_ values: [Double]) -> Matrix {
    Matrix(rows: values.count, columns: values.count) { $0 == $1 ? values[$0] : 0 }
  }

  public subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  public var transposed: Matrix { Matrix(rows: columns, columns: rows) { self[$1, $0] } }
  public var trace: Double { (0..<min(rows, columns)).reduce(0) { $0 + self[$1, $1] } }
  public var diagonal: [Double] { (0..<min(rows, columns)).map { self[$0, $0] } }
  /// The greatest absolute value of an element.
  public var greatest: Double { values.reduce(0) { max($0, abs($1)) } }

  public static func * (a: Matrix, b: Matrix) -> Matrix {
    precondition(a.columns == b.rows, "the matrices' shapes do not fit")
    return Matrix(rows: a.rows, columns: b.columns) { i, j in
      (0..<a.columns).reduce(0) { $0 + a[i, $1] * b[$1, j] }
    }
  }

  public static func * (a: Matrix, x: [Double]) -> [Double] {
    (a * Matrix(rows: x.count, columns: 1, values: x)).values
  }

  public static func * (a: Double, b: Matrix) -> Matrix {
    Matrix(rows: b.rows, columns: b.columns, values: b.values.map { a * $0 })
  }

  public static func + (a: Matrix, b: Matrix) -> Matrix {
    precondition(a.rows == b.rows && a.columns == b.columns, "the matrices' shapes differ")
    return Matrix(rows: a.rows, columns: a.columns, values: zip(a.values, b.values).map(+))
  }

  public static func - (a: Matrix, b: Matrix) -> Matrix { a + -1 * b }
}
