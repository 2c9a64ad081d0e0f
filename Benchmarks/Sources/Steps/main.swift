import Foundation
import Saddle

// Times training steps: `Steps [w1 w2 w3 w4] [--threads N] [--set key=value]...`, one JSON line each.

/// Milliseconds of one call: the median of five rounds.
func milliseconds(_ count: Int, _ step: () -> Void) -> Double {
  for _ in 0..<max(3, count / 10) { step() }
  let rounds = (0..<5).map { _ -> Double in
    let start = ContinuousClock.now
    for _ in 0..<count { step() }
    return (ContinuousClock.now - start) / .milliseconds(1) / Double(count)
  }
  return rounds.sorted()[2]
}

func option(_ name: String) -> Int? {
  let arguments = CommandLine.arguments
  guard let place = arguments.firstIndex(of: "--\(name)"), place + 1 < arguments.count else { return nil }
  guard let value = Int(arguments[place + 1]), value > 0 else {
    FileHandle.standardError.write(Data("Steps: --\(name) takes a whole number above zero\n".utf8))
    exit(64)
  }
  return value
}

let device = Device(threads: option("threads") ?? 2)
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
    // About half a second a round, by the arithmetic.
    let count = max(2, min(300, Int(2.5e10 / game.multiplyAdds)))
    let time = milliseconds(count) { trainer.takeStep() }
    let report: [String: Any] = [
      "step": name, "ms": (time * 1000).rounded() / 1000, "threads": device.threads, "kernel": device.kernel,
      "multiplyAdds": game.multiplyAdds, "gflops": (game.multiplyAdds * 2 / time / 1e4).rounded() / 100,
    ]
    print(String(decoding: try! JSONSerialization.data(withJSONObject: report, options: .sortedKeys), as: UTF8.self))
  }
}
