import Saddle
import TestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The lines that README shows of tables in a program.
@Suite struct SynthesizerExampleTests {
  struct Customer: Codable {
    var age: Int
    var city: String
    var joined: Date
    var spent: Double?
  }

  @Test("README shows these lines as they are")
  func shown() throws {
    let source = try Project.text("Tests/CommandTests/SynthesizerExampleTests.swift").split(
      separator: "\n", omittingEmptySubsequences: false)
    let inside = source.drop { !$0.hasSuffix("// shown") }.dropFirst().prefix { !$0.hasSuffix("// to here") }
    #expect(inside.count == 3)
    let shown = inside.map { $0.dropFirst(4) }.joined(separator: "\n")
    #expect(try Project.text("README.md").contains("\(shown)\n```"))
  }

  @Test("values in, values and a file out")
  func runs() throws {
    var customers: [Customer] = []
    for row in 0..<60 {
      let spent = row % 4 == 0 ? nil : Double(row) / 4
      let joined = Date(timeIntervalSince1970: Double(row) * 1e6)
      customers.append(
        Customer(age: 20 + row * 7 % 50, city: ["Ulm", "Bonn", "Kiel"][row % 3], joined: joined, spent: spent))
    }
    let scratch = try Scratch()
    let path = scratch("synthetic.csv")
    // shown
    let synthesizer = try TableSynthesizer().fit(customers)
    let others: [Customer] = try synthesizer.sample(1_000)
    try synthesizer.sample(1_000).write(path: path)
    // to here
    #expect(others.count == 1_000 && others.allSatisfy { ["Ulm", "Bonn", "Kiel"].contains($0.city) })
    #expect(try Table.read(path: path).rowCount == 1_000)
    #expect(try TableSynthesizer(seed: 1).fit(Table.read(path: path)).sample(3).rowCount == 3)
  }
}
