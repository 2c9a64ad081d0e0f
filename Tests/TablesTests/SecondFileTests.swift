import SaddleFiles
import SaddleTables
import Testing

/// Reading one file by the schema of another.
@Suite struct SecondFileTests {
  let schema: Schema

  init() throws {
    schema = try parse(
      "when,n,c,k,id\n2020-01-01,1.25,a,z,1\n2020-01-02,2.5,b,z,2\n2020-01-05,,a,z,3\n", overrides: ["id": .identifier]
    ).schema
  }

  private func read(_ text: String) throws -> Table {
    try Table.parse(Array(text.utf8), name: "u.csv", schema: schema)
  }

  @Test func columnsMatchByNameInAnyOrderAndDialect() throws {
    let table = try read("c;id;n;k;when\nb;9;1,5;z;2020-01-01\nnew;8;;z;1970-01-02\nNA;7;3;z;\n")
    #expect(table.schema.columns.map(\.name) == ["when", "n", "c", "k", "id"])
    #expect(table.schema.columns[2].labels == ["a", "b", "new"])
    #expect(schema.columns[2].labels == ["a", "b"])
    #expect(table.columns[2] == .categories([1, 2, -1]))
    guard case .numbers(let days) = table.columns[0], case .numbers(let n) = table.columns[1] else {
      throw SaddleError(.malformed, "no numbers")
    }
    #expect(days[1] == 86_400 && days[2].isNaN)
    #expect(n[0] == 1.5 && n[1].isNaN && n[2] == 3)
    #expect(table.columns[3] == .unlearned && table.columns[4] == .unlearned)
  }

  /// Keys that look like numbers with decimal points do not make decimal commas text.
  @Test func separatorIsThatOfTheColumnsOfNumbers() throws {
    let schema = try parse("key;x\nK1;1,5\nK2;2,5\nK3;3,5\n").schema
    let text = "key;x\n0.1;1,5\n0.2;2\n"
    #expect(try Table.parse(Array(text.utf8), name: "u.csv", schema: schema).columns[1] == .numbers([1.5, 2]))
    let points = "key;x\n1,1;1.5\n1,2;2\n"
    #expect(try Table.parse(Array(points.utf8), name: "u.csv", schema: schema).columns[1] == .numbers([1.5, 2]))
    let neither = "key;x\n1.1;1\n1.2;2\n"
    #expect(try Table.parse(Array(neither.utf8), name: "u.csv", schema: schema).columns[1] == .numbers([1, 2]))
  }

  @Test(arguments: [
    ("n,c,k,id\n1,a,z,1\n2,a,z,2\n", ["lacks the column \"when\""]),
    ("when,n,c,k,id,x,y\n,1,a,z,1,,\n,2,a,z,2,,\n", ["has the columns \"x\", \"y\" besides"]),
    ("When,n,c,k,id\n,1,a,z,1\n,2,a,z,2\n", ["lacks the column \"when\" and has the column \"When\""]),
    ("when,n,c,k,id\n,1,a,z,1\n,x,a,z,2\n", ["line 3", "column \"n\"", "\"x\""]),
    ("when,n,c,k,id\n,1,a,z,1\n,inf,a,z,2\n", ["line 3", "column \"n\"", "\"inf\""]),
    ("when,n,c,k,id\n2020-01-01,1,a,z,1\n01.01.2020,1,a,z,2\n", ["line 3", "column \"when\"", "yyyy-MM-dd"]),
  ])
  func whatDoesNotFitIsRefused(text: String, says: [String]) throws {
    let error = try #require(error { _ = try read(text) })
    #expect(error.kind == .malformed)
    for part in says + ["u.csv"] { #expect(error.message.contains(part), "\(error.message)") }
  }

  @Test func rowsAndHead() throws {
    let table = try read("when,n,c,k,id\n,1,a,z,1\n,2,b,z,2\n,3,a,z,3\n")
    let picked = table.rows([2, 0, 2])
    #expect(picked.rowCount == 3)
    #expect(picked.columns[1] == .numbers([3, 1, 3]))
    #expect(picked.columns[2] == .categories([0, 0, 0]))
    #expect(table.head(2).columns[1] == .numbers([1, 2]))
    #expect(table.head(9).rowCount == 3)
  }
}
