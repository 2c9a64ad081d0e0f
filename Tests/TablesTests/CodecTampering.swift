import Foundation
import SaddleTables
import SaddleTensors
import TestSupport
import Testing

/// Changes the stored codec in many places: what is decoded is refused, or makes valid rows of whatever a network says.
func expectTamperingToBeHarmless(_ codec: TableCodec, using random: inout TestNumbers) throws {
  let encoder = JSONEncoder()
  // Else the order of keys, and with it what is changed, is another in each process.
  encoder.outputFormatting = .sortedKeys
  let json = String(decoding: try encoder.encode(codec), as: UTF8.self)
  var (refused, kept) = (0, 0)
  for _ in 0..<300 {
    let text = JSONMutation.changed(json, using: &random)
    guard let other = try? JSONDecoder().decode(TableCodec.self, from: Data(text.utf8)), other.isValid else {
      refused += 1
      continue
    }
    kept += 1
    let output = (0..<8 * other.layout.width).map { _ in
      [Float.nan, .infinity, -.infinity, 0, 1, -1, 2.5].randomElement(using: &random)!
    }
    let decoded = other.decode(Tensor(floats: output, shape: [8, other.layout.width]))
    _ = written(decoded)
    for (column, values) in zip(other.schema.columns, decoded.columns) {
      guard case .numbers(let numbers) = values else { continue }
      #expect(numbers.allSatisfy { $0.isFinite || ($0.isNaN && column.missing != nil) })
    }
  }
  #expect(refused > 20 && kept > 5)
}
