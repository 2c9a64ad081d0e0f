import CPeak
import Foundation
import Saddle

// Times training steps, one JSON line each:
// `Steps [w1 w2 w3 w4] [--threads N] [--batch N] [--width N] [--size N] [--seconds N]`,
// or, with `Steps peak [--threads N]`, the multiply-adds of the machine, and a word's way between threads.

/// Milliseconds of one call: the median of five rounds, or of as many as `seconds` hold.
func milliseconds(seconds: Double, _ step: () -> Void) -> Double {
  let clock = ContinuousClock()
  let begin = clock.now
  var (count, rounds) = (3, [Double]())
  for _ in 0..<count { step() }
  while clock.now - begin < .seconds(seconds / 10) {
    step()
    count += 1
  }
  let once = (clock.now - begin) / .seconds(1) / Double(count)
  count = max(1, Int(seconds / 5 / once))
  let start = clock.now
  repeat {
    let round = clock.measure { for _ in 0..<count { step() } }
    rounds.append(round / .milliseconds(1) / Double(count))
  } while rounds.count < 5 && clock.now - start < .seconds(seconds)
  return rounds.sorted()[rounds.count / 2]
}

func fail(_ message: String, _ kind: SaddleError.Kind) -> Never {
  FileHandle.standardError.write(Data("Steps: \(message)\n".utf8))
  exit(kind.rawValue)
}

func option(_ name: String) -> Int? {
  let arguments = CommandLine.arguments
  guard let place = arguments.firstIndex(of: "--\(name)"), place + 1 < arguments.count else { return nil }
  guard let value = Int(arguments[place + 1]), value > 0 else {
    fail("--\(name) takes a whole number above zero", .usage)
  }
  return value
}

func report(_ fields: [String: JSONValue]) {
  do { print(try fields.compactJSON()) } catch { fail("no JSON can be made of \(fields): \(error)", .inputOutput) }
}

do { try Device.checkEnvironment() } catch { fail("\(error)", .usage) }

let threads = option("threads") ?? 2
if CommandLine.arguments.contains("peak") {
  let gflops = (peak_gflops(Int32(threads), 0.5) * 10).rounded() / 10
  report([
    "step": .string("peak"), "threads": .integer(Int64(threads)), "gflops": .number(gflops),
    "roundTripNanoseconds": .number(round_trip_nanoseconds().rounded()),
  ])
  exit(0)
}

let device = Device(threads: threads)
let named = CommandLine.arguments.filter { ["w1", "w2", "w3", "w4"].contains($0) }
for name in named.isEmpty ? ["w1", "w2", "w3", "w4"] : named {
  Device.$current.withValue(device) {
    let game: Game
    switch name {
    case "w1": game = .w1(batch: option("batch") ?? 256, hidden: option("width") ?? 128)
    case "w2": game = .w2(batch: option("batch") ?? 500, hidden: option("width") ?? 256)
    case "w3": game = .w3(batch: option("batch") ?? 64, size: option("size") ?? 32)
    default: game = .w4(batch: option("batch") ?? 64, size: option("size") ?? 32)
    }
    let trainer = game.trainer()
    let time = milliseconds(seconds: Double(option("seconds") ?? 3)) { trainer.takeStep() }
    report([
      "peer": .string("Saddle"), "setting": .string(device.kernel), "step": .string(name),
      "ms": .number((time * 1000).rounded() / 1000), "threads": .integer(Int64(device.threads)),
      "peak_mb": .number(peak_megabytes().rounded()), "multiplyAdds": .number(game.multiplyAdds),
      "gflops": .number((game.multiplyAdds * 2 / time / 1e4).rounded() / 100),
    ])
  }
}
