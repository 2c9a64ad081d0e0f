// The pool's memory is the system's, of whose parts the address sanitizer knows nothing; `make address` tells it.
#if ADDRESS_SANITIZER
  import CKernels

  extension StoragePool {
    /// What lies between two buffers of a slab, and is nobody's.
    static let gap = 64

    /// From now on these bytes may be touched.
    static func open(_ address: UInt, _ length: Int) {
      __asan_unpoison_memory_region(UnsafeRawPointer(bitPattern: address), length)
    }

    /// From now on touching these bytes is reported.
    static func close(_ address: UInt, _ length: Int) {
      __asan_poison_memory_region(UnsafeRawPointer(bitPattern: address), length)
    }
  }
#else
  extension StoragePool {
    static let gap = 0
    @inline(__always) static func open(_ address: UInt, _ length: Int) {}
    @inline(__always) static func close(_ address: UInt, _ length: Int) {}
  }
#endif
