// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Saddle", path: "..")],
  targets: [
    .target(name: "CPeak"),
    .executableTarget(name: "Steps", dependencies: ["CPeak", .product(name: "Saddle", package: "Saddle")]),
  ],
  swiftLanguageModes: [.v6]
)
