import CKernels

/// Sums over the rows of a matrix, in double precision: each band of rows by itself, on any thread, then band after
/// band, so that the order depends on the shape alone.
struct ColumnPartials {
  private let bands: Int
  private let columns: Int
  private let count: Int
  private let storage: Storage

  /// - Parameters:
  ///   - count: how many sums each column has.
  ///   - kernel: replaces the sums of a band, `[count, columns]`, given its first row and number of rows.
  init(
    rows: Int, columns: Int, count: Int, on device: Device,
    _ kernel: (_ first: Int, _ rows: Int, _ partial: UnsafeMutablePointer<Double>) -> Void
  ) {
    // About as many elements a band as one thread takes at a time, yet no more sums than a sixteenth of the elements.
    let band = max(16, 16_384 / max(1, columns))
    bands = (rows + band - 1) / band
    self.columns = columns
    self.count = count
    storage = Storage(max(1, bands * count * columns), .float64, on: device)
    let partial = storage.pointer.assumingMemoryBound(to: Double.self)
    let width = count * columns
    device.workers.run(tasks: bands) { task in
      kernel(task * band, min(band, rows - task * band), partial + task * width)
    }
  }

  /// Adds up the bands: `[count, columns]`, in the result's type.
  func add(to result: Storage) {
    let partial = storage.pointer.assumingMemoryBound(to: Double.self)
    result.kernels.add_partials(bands, count * columns, partial, result.pointer)
  }

  /// Adds up the bands: `[count, columns]`.
  func add(to sums: inout [Double]) {
    let partial = storage.pointer.assumingMemoryBound(to: Double.self)
    sums.withUnsafeMutableBytes {
      storage.device.float64.pointee.add_partials(bands, count * columns, partial, $0.baseAddress!)
    }
  }
}
