#if ADDRESS_SANITIZER
  import SaddleTensors
  import Testing

  /// The pool's memory comes from the system at large, and yet `make address` sees who leaves a tensor's elements.
  @Suite struct SanitizerTests {
    @Test func readingBeyondTheElementsIsReported() async {
      await #expect(processExitsWith: .success) { SanitizerTests.read(1_000) }
      await #expect(processExitsWith: .failure) { SanitizerTests.read(1_001) }
      await #expect(processExitsWith: .failure) { SanitizerTests.read(-1) }
    }

    @Test func readingWhatWasGivenBackIsReported() async {
      await #expect(processExitsWith: .failure) {
        let given = Tensor.ones([1_001]).withElements(as: Float.self) { $0 }
        print(given[0])
      }
    }

    /// Reads one element of a tensor of 1001, after another tensor.
    private static func read(_ index: Int) {
      let tensors = [Tensor.ones([1_024]), Tensor.ones([1_001])]
      tensors[1].withElements(as: Float.self) { print($0.baseAddress![index]) }
      withExtendedLifetime(tensors) {}
    }
  }
#endif
