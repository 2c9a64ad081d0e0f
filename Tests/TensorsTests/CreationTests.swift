import SaddleTensors
import TestSupport
import Testing

/// Making tensors, reading them back, and value semantics.
@Suite(.everyKernel) struct CreationTests {
  @Test("elements come back in both types", arguments: ElementType.allCases)
  func elements(type: ElementType) {
    let x = Tensor([1, -2.5, 3, 4, 5, 6], shape: [2, 3], type: type)
    #expect(x.shape == [2, 3] && x.rank == 2 && x.count == 6 && x.elementType == type)
    #expect(x.scalars() == [1, -2.5, 3, 4, 5, 6])
    #expect(x.floats() == [1, -2.5, 3, 4, 5, 6])
    #expect(Tensor(7, type: type).item == 7 && Tensor(7, type: type).shape == [])
    #expect(Tensor.zeros([2], type: type).scalars() == [0, 0] && Tensor.ones([2, 1], type: type).scalars() == [1, 1])
    #expect(x.filled(3).scalars() == [3, 3, 3, 3, 3, 3] && x.filled(2, shape: [1]).scalars() == [2])
    #expect(x.filled(3).elementType == type)
    let restored = Tensor(bytes: x.bytes(), shape: [3, 2], type: type)
    #expect(restored.scalars() == x.scalars() && restored.shape == [3, 2])
    #expect(x.bytes().count == 6 * type.size)
  }

  @Test("bytes are little-endian IEEE 754")
  func bytes() {
    #expect(Tensor([1]).bytes() == [0, 0, 0x80, 0x3f])
    #expect(Tensor([-2], type: .float64).bytes() == [0, 0, 0, 0, 0, 0, 0, 0xc0])
    #expect(Tensor(floats: [1, 2], shape: [2]).scalars() == [1, 2])
  }

  @Test("a cast rounds to float32 and widens exactly")
  func casts() {
    let third = Tensor([1.0 / 3, 1e300], type: .float64)
    #expect(third.cast(to: .float32).scalars() == [Double(Float(1.0 / 3)), .infinity])
    #expect(third.cast(to: .float32).cast(to: .float64).elementType == .float64)
    #expect(!third.tracked().cast(to: .float64).isTracked)
  }

  @Test("one-hot rows", arguments: ElementType.allCases)
  func oneHot(type: ElementType) {
    let x = Tensor.oneHot([2, -1, 0], classes: 3, type: type)
    #expect(x.shape == [3, 3] && x.scalars() == [0, 0, 1, 0, 0, 0, 1, 0, 0])
    #expect(Tensor.oneHot([], classes: 3, type: type).shape == [0, 3])
  }

  @Test("an update in place changes no tensor that shares the memory", arguments: ElementType.allCases)
  func valueSemantics(type: ElementType) {
    let start = Tensor([1, 2], type: type)
    var (moved, mean, square) = (start, Tensor.zeros([2], type: type), Tensor.zeros([2], type: type))
    let reshaped = moved.reshaped([2, 1])
    let earlier = mean
    let device = start.device
    device.moveAverages([AverageTarget(&moved, toward: Tensor([3, 4], type: type))], decay: 0.5)
    #expect(moved.scalars() == [2, 3] && start.scalars() == [1, 2] && reshaped.scalars() == [1, 2])
    var parameter = start
    let target = AdamTarget(&parameter, mean: &mean, square: &square, gradient: Tensor([1, 1], type: type))
    device.adamStep([target], rate: 0.1, beta1: 0.5, beta2: 0.5, epsilon: 0, step: 1)
    #expect(mean.scalars() == [0.5, 0.5] && earlier.scalars() == [0, 0] && start.scalars() == [1, 2])
  }

  @Test("a description shows the shape and the first elements")
  func description() {
    #expect("\(Tensor([1, 2]))" == "Tensor[2] [1.0, 2.0]")
    #expect("\(Tensor.zeros([9]))".hasSuffix(", ...]"))
  }

  @Test("misuse traps")
  func traps() async {
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2], shape: [3]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2]) + Tensor([1, 2, 3]) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1]) + Tensor([1], type: .float64) }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2]).item }
    await #expect(processExitsWith: .failure) { _ = Tensor([1, 2]).gathered([2]) }
    await #expect(processExitsWith: .failure) { _ = Tensor.oneHot([3], classes: 3) }
    await #expect(processExitsWith: .failure) { _ = Tensor.matrixProduct(.ones([2, 3]), .ones([2, 3])) }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([2, 3]).slice(1..<4, axis: 1) }
    await #expect(processExitsWith: .failure) { _ = Tensor.ones([2]).sum(axes: [0, -1]) }
    await #expect(processExitsWith: .failure) {
      _ = Tensor([1]).select(Tensor([1], type: .float64), Tensor([1], type: .float64))
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.linear(.ones([1, 1]), .ones([1, 1]), bias: .ones([1], type: .float64))
    }
  }
}
