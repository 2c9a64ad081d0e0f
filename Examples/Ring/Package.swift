// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "Ring",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "Saddle", path: "../..")],
  targets: [.executableTarget(name: "Ring", dependencies: [.product(name: "Saddle", package: "Saddle")])]
)
