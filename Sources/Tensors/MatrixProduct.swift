import CKernels

/// A matrix product as the kernels take it: C = act(A B + bias).
///
/// The plain form is made first; convolutions then say what A is made of, how the rows of B lie and where those of C go.
struct MatrixProduct {
  private var job: sk_gemm

  /// C `[m, n]` of A `[m, k]` and B `[k, n]`, each row-major, or stored transposed.
  init(m: Int, n: Int, k: Int, transposingA: Bool = false, transposingB: Bool = false) {
    job = sk_gemm()
    (job.m, job.n, job.k) = (m, n, k)
    (job.a_step, job.a_transposed) = (transposingA ? m : k, transposingA)
    (job.b_row, job.b_column) = transposingB ? (1, k) : (n, 1)
    (job.tap_rows, job.taps_across) = (k, 1)
    (job.rows_across, job.rows_down, job.c_place) = (m, 1, n)
    job.slope = 1
  }

  /// The rows of B come in groups, one for each place of a `lines` x `across` kernel, at these distances.
  mutating func setTaps(across: Int, rows: Int, rowStride: Int, columnStride: Int, tapStride: Int, lineStride: Int) {
    (job.taps_across, job.tap_rows) = (across, rows)
    (job.b_row, job.b_column, job.tap_column, job.tap_line) = (rowStride, columnStride, tapStride, lineStride)
  }

  /// The rows of C are the places of images of `down` lines of `across` places, at these distances.
  mutating func setImages(down: Int, across: Int, imageStride: Int, lineStride: Int, placeStride: Int) {
    (job.rows_down, job.rows_across) = (down, across)
    (job.c_image, job.c_line, job.c_place) = (imageStride, lineStride, placeStride)
  }

  /// Computes the product.
  ///
  /// - Parameters:
  ///   - a: the elements of A, or, with `patches`, an image whose patches are its rows (its columns, if A is transposed).
  ///   - aOffset: where A begins in `a`, in elements; `bOffset` and `cOffset` likewise.
  ///   - slope: of the LeakyReLU that the result is put through; 1 for none.
  ///   - mask: lies as C does: where it is not positive, the result is multiplied by the slope. Not for patches.
  func run(
    _ a: Storage, aOffset: Int = 0, patches: sk_patches? = nil, _ b: Storage, bOffset: Int = 0, into c: Storage,
    cOffset: Int = 0, bias: Storage? = nil, slope: Double = 1, mask: (sign: Storage, slope: Double)? = nil
  ) {
    guard job.m > 0, job.n > 0 else { return }
    let kernels = c.kernels
    var job = job
    job.a = UnsafeRawPointer(a.at(aOffset))
    job.b = UnsafeRawPointer(b.at(bOffset))
    job.c = c.at(cOffset)
    job.bias = bias.map { UnsafeRawPointer($0.pointer) }
    job.slope = slope
    if let mask { (job.sign, job.mask_slope) = (UnsafeRawPointer(mask.sign.at(cOffset)), mask.slope) }
    // Small products are not worth the handing over to another thread.
    let isSmall = job.m * job.n * max(1, job.k) < 32_768
    withExtendedLifetime((a, b, bias, mask)) {
      withUnsafePointer(to: patches ?? sk_patches()) { geometry in
        if patches != nil { job.patches = geometry }
        let count = kernels.gemm_packed_count(&job)
        // Convolutions pack their weights for each product: kept, they gain no time, and take more than the weights.
        let layout = patches == nil && !job.a_transposed ? PackedWeight.Layout(job, offset: bOffset) : nil
        let kept = layout.flatMap { b.packed($0) }
        let packed = kept ?? Storage(count, c.type, on: c.device)
        (job.packed, job.is_packed) = (packed.pointer, kept != nil)
        defer {
          if let layout, kept == nil { b.keep(PackedWeight(layout: layout, storage: packed)) }
          withExtendedLifetime(packed) {}
        }
        withUnsafeMutablePointer(to: &job) { job in
          let tasks = kernels.gemm_tasks(job)
          let run = kernels.gemm_run!
          if isSmall {
            for task in 0..<tasks { run(job, task) }
          } else {
            c.device.workers.run(first: kernels.gemm_first(job), tasks: tasks) { run(job, $0) }
          }
        }
      }
    }
  }
}

/// B as a product's kernels read it.
///
/// `@unchecked Sendable` holds since its elements are written before any other product is given it, and never again.
struct PackedWeight: @unchecked Sendable {
  /// All that the packing of B depends on, beside its elements and their device.
  struct Layout: Equatable {
    let offset, k, n, row, column: Int

    init(_ job: sk_gemm, offset: Int) {
      (self.offset, k, n, row, column) = (offset, job.k, job.n, job.b_row, job.b_column)
    }
  }

  let layout: Layout
  let storage: Storage
}
