import CKernels
import Synchronization

/// The memory of one or more tensors: contiguous elements of one type on one device, returned to its pool when unused.
final class Storage {
  let device: Device
  let type: ElementType
  /// Elements.
  let count: Int
  let pointer: UnsafeMutableRawPointer
  /// What products have packed of a weight, for the next ones; nil for what is no weight.
  private let packed = Mutex<[PackedWeight]?>(nil)

  /// Makes storage with arbitrary content.
  init(_ count: Int, _ type: ElementType, on device: Device) {
    self.device = device
    self.type = type
    self.count = count
    pointer = device.pool.take(count * type.size)
  }

  /// Makes storage of these elements.
  convenience init(_ elements: [Double], _ type: ElementType, on device: Device) {
    self.init(elements.count, type, on: device)
    switch type {
    case .float32:
      let memory = pointer.bindMemory(to: Float.self, capacity: max(1, elements.count))
      for (index, element) in elements.enumerated() { memory[index] = Float(element) }
    case .float64:
      let memory = pointer.bindMemory(to: Double.self, capacity: max(1, elements.count))
      for (index, element) in elements.enumerated() { memory[index] = element }
    }
  }

  /// The first elements.
  func prefix(_ count: Int) -> [Double] {
    switch type {
    case .float32: (0..<count).map { Double(pointer.load(fromByteOffset: 4 * $0, as: Float.self)) }
    case .float64: (0..<count).map { pointer.load(fromByteOffset: 8 * $0, as: Double.self) }
    }
  }

  /// Keeps what products pack of this memory until it changes: a weight is packed once for all batches.
  func keepPacked() { packed.withLock { if $0 == nil { $0 = [] } } }

  /// To be called when the elements change.
  func forgetPacked() { packed.withLock { if $0 != nil { $0 = [] } } }

  /// What a product has packed in this way.
  func packed(_ layout: PackedWeight.Layout) -> Storage? {
    packed.withLock { $0?.first { $0.layout == layout } }?.storage
  }

  /// Takes what a product has packed, if this is a weight.
  func keep(_ weight: PackedWeight) {
    packed.withLock { kept in
      if kept?.contains(where: { $0.layout == weight.layout }) == false { kept!.append(weight) }
    }
  }

  deinit { device.pool.give(pointer, count * type.size) }

  var kernels: sk_table { device.kernels(for: type).pointee }

  /// Where element `index` lies.
  func at(_ index: Int) -> UnsafeMutableRawPointer { pointer + index * type.size }
}
