// swift-tools-version: 6.1
import PackageDescription

/// A library target of the toolkit: the module `SaddleX` lives in `Sources/X`.
func library(_ room: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: "Saddle\(room)", dependencies: dependencies, path: "Sources/\(room)")
}

/// The tests of one room.
func tests(_ room: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: "\(room)Tests", dependencies: dependencies, path: "Tests/\(room)Tests", exclude: exclude)
}

let package = Package(
  name: "Saddle",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Saddle", targets: ["Saddle"]),
    .executable(name: "saddle", targets: ["SaddleCommand"]),
  ],
  traits: [
    .trait(name: "SQLite", description: "Tables of SQLite databases; needs the system's library, libsqlite3-dev.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // From the bottom up; a target imports only targets above it in this list.
    .systemLibrary(name: "CZlib", path: "Sources/CZlib"),
    .target(name: "CKernels", path: "Sources/CKernels"),
    library("Files", ["CZlib"]),
    library("Tensors", ["CKernels", "SaddleFiles"]),
    library("Networks", ["SaddleTensors"]),
    library("Adversarial", ["SaddleNetworks"]),
    library("Theory", ["SaddleAdversarial", "SaddleNetworks", "SaddleTensors", "SaddleFiles"]),
    library("Tables", ["SaddleAdversarial", "SaddleFiles"]),
    library("Evaluation", ["SaddleTables", "SaddleAdversarial", "SaddleTensors", "SaddleFiles"]),
    library(
      "SQLite",
      [
        "SaddleTables", "SaddleFiles",
        .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
      ]),
    library(
      "Runs",
      ["SaddleSQLite", "SaddleTables", "SaddleEvaluation", "SaddleTheory", "SaddleAdversarial", "SaddleFiles"]),
    .target(
      name: "Saddle",
      dependencies: [
        "SaddleTensors", "SaddleNetworks", "SaddleAdversarial", "SaddleTheory", "SaddleTables",
        "SaddleEvaluation", "SaddleRuns", "SaddleSQLite", "SaddleFiles",
      ], path: "Sources/Saddle"),
    .executableTarget(
      name: "SaddleCommand",
      dependencies: [
        "Saddle", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Sources/Command"),

    // What the tests of several rooms share.
    .target(name: "TestSupport", dependencies: ["SaddleTensors", "SaddleFiles"], path: "Tests/TestSupport"),
    tests("Files", ["SaddleFiles", "CZlib", "TestSupport"]),
    tests("Tensors", ["SaddleTensors", "SaddleFiles", "CKernels", "TestSupport"]),
    tests("Networks", ["SaddleNetworks", "SaddleTensors", "TestSupport"]),
    tests("Adversarial", ["SaddleAdversarial", "SaddleNetworks", "SaddleTensors", "TestSupport"]),
    tests("Theory", ["SaddleTheory", "SaddleAdversarial", "SaddleTensors", "TestSupport"]),
    tests(
      "Tables", ["SaddleTables", "SaddleAdversarial", "SaddleNetworks", "SaddleTensors", "SaddleFiles", "TestSupport"],
      exclude: ["Golden"]),
    tests(
      "Evaluation",
      ["SaddleEvaluation", "SaddleTables", "SaddleAdversarial", "SaddleNetworks", "SaddleTensors", "SaddleFiles"],
      exclude: ["Golden"]),
    tests(
      "Runs",
      [
        "SaddleRuns", "SaddleTables", "SaddleAdversarial", "SaddleNetworks", "SaddleTensors", "SaddleFiles",
        "TestSupport",
      ]),
    tests(
      "Command",
      [
        "Saddle", "SaddleCommand", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift", condition: .when(traits: ["SQLite"])),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
