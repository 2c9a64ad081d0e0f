import Saddle
import TestSupport

/// Files of the project that tests read.
enum Project {
  /// The folder of the checkout.
  static let path: String = {
    // This file is in Tests/CommandTests.
    (0..<3).reduce(#filePath) { path, _ in FileSystem.split(path).folder }
  }()

  static func text(_ name: String) throws -> String {
    String(decoding: try FileSystem.read("\(path)/\(name)"), as: UTF8.self)
  }
}

extension Scratch {
  /// A folder that holds `Examples/penguins.csv`, as a checkout does.
  static func withExamples() throws -> Scratch {
    let scratch = try Scratch()
    try FileSystem.createDirectory(scratch("Examples"))
    try FileSystem.write(FileSystem.read("\(Project.path)/Examples/penguins.csv"), to: scratch("Examples/penguins.csv"))
    return scratch
  }
}

/// Flags that make training on a table a matter of milliseconds.
enum Small {
  static let networks = ["--set", "generator.hidden=16", "--set", "critic.hidden=16", "--set", "latent.size=8"]
  static let training = networks + ["--set", "batch=32", "--threads", "1", "--quiet"]
}
