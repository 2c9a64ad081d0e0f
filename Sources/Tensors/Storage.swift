import CKernels

/// The memory of one or more tensors: contiguous elements of one type on one device, returned to its pool when unused.
final class Storage {
  let device: Device
  let type: ElementType
  /// Elements.
  let count: Int
  let pointer: UnsafeMutableRawPointer
  private let capacity: Int

  /// Makes storage with arbitrary content.
  init(_ count: Int, _ type: ElementType, on device: Device) {
    self.device = device
    self.type = type
    self.count = count
    capacity = StoragePool.capacity(for: count * type.size)
    pointer = device.pool.take(capacity)
  }

  deinit { device.pool.give(pointer, capacity) }

  var kernels: sk_table { device.kernels(for: type).pointee }

  /// Where element `index` lies.
  func at(_ index: Int) -> UnsafeMutableRawPointer { pointer + index * type.size }
}
