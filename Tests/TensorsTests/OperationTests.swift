import SaddleTensors
import TestSupport
import Testing

/// Every operation of the table against its definition and against finite differences.
@Suite struct OperationTests {
  /// Ten digits short of float64's, and one short of float32's.
  private static let tolerances: [(ElementType, Double)] = [(.float64, 1e-13), (.float32, 4e-6)]

  @Test("values", arguments: Operation.all)
  func values(_ operation: Operation) {
    var numbers = TestNumbers(seed: 3)
    for kernel in kernelNames {
      let device = Device(threads: 1, kernel: kernel)
      for (type, tolerance) in Self.tolerances {
        for shapes in operation.shapes {
          let arguments = operation.arguments(shapes, &numbers)
          let expected = operation.reference(arguments)
          let actual = operation.apply(arguments.map { Tensor($0, type: type, on: device) })
          #expect(actual.shape == expected.shape)
          #expect(actual.elementType == type && actual.device === device && !actual.isTracked)
          #expect(deviation(actual.scalars(), from: expected.values) < tolerance, "\(kernel) \(type) \(shapes)")
        }
      }
    }
  }

  @Test("first derivatives", arguments: Operation.all)
  func firstDerivatives(_ operation: Operation) {
    var numbers = TestNumbers(seed: 4)
    for shapes in operation.shapes {
      let arguments = operation.arguments(shapes, &numbers).map { (shape: $0.shape, values: $0.values) }
      let worst = Differentiation(at: arguments, of: operation.apply).firstOrderDeviation(&numbers)
      #expect(worst < 1e-7, "\(shapes)")
    }
  }

  @Test("second derivatives", arguments: Operation.all)
  func secondDerivatives(_ operation: Operation) {
    var numbers = TestNumbers(seed: 5)
    for shapes in operation.shapes {
      let arguments = operation.arguments(shapes, &numbers).map { (shape: $0.shape, values: $0.values) }
      let worst = Differentiation(at: arguments, of: operation.apply).secondOrderDeviation(&numbers)
      #expect(worst < 1e-7, "\(shapes)")
    }
  }
}
