import SaddleFiles
import SaddleRuns
import Testing

private enum Kind: String, Codable, CaseIterable {
  case continuous, category
}

private struct Recipe: Codable, Equatable {
  struct Critic: Codable, Equatable {
    var hidden = [128, 128]
    var rate = 1.0
    var name = "critic"
  }
  var steps = 100
  var seed: UInt64 = 0
  var decay = 0.5
  var averaged = true
  var kind = Kind.continuous
  var critic = Critic()
  var column: [String: Kind] = [:]
  var limit: Double?
  var names: [String] = []
}

@Suite struct OverridesTests {
  private func apply(_ texts: String..., to recipe: Recipe = Recipe()) throws -> Recipe {
    try Overrides(texts).applied(to: recipe, recipe: "tables")
  }

  private func complaint(_ texts: [String]) -> String? {
    do {
      _ = try Overrides(texts).applied(to: Recipe(), recipe: "tables")
      return nil
    } catch {
      guard let error = error as? SaddleError, error.kind == .usage else { return nil }
      return error.message
    }
  }

  @Test func setsEveryType() throws {
    var expected = Recipe()
    expected.steps = 7
    expected.seed = .max
    expected.decay = 2
    expected.averaged = false
    expected.kind = .category
    expected.critic.hidden = [256, 64]
    expected.critic.rate = 0.0002
    expected.critic.name = "12"
    expected.limit = 3.5
    expected.names = ["a", "b c"]
    #expect(
      try apply(
        "steps=7", "seed=18446744073709551615", "decay=2", "averaged=false", "kind=category", "critic.hidden=256,64",
        "critic.rate=2e-4", "critic.name=12", "limit=3.5", "names=a,b c") == expected)
  }

  @Test(arguments: ["critic.hidden=[32,16]", "critic.hidden=32,16", "critic.hidden=[32, 16]"])
  func takesListsInEitherForm(text: String) throws {
    #expect(try apply(text).critic.hidden == [32, 16])
  }

  @Test func takesListsOfOneAndNone() throws {
    for text in ["critic.hidden=[32]", "critic.hidden=32"] { #expect(try apply(text).critic.hidden == [32]) }
    #expect(try apply("critic.hidden=[]").critic.hidden == [])
    #expect(try apply("names=x").names == ["x"])
  }

  @Test(arguments: ["age", "Date of birth", "a.b.c", "a=b", "größe", "steps"])
  func takesAnyNameInADictionary(name: String) throws {
    let once = try apply("column.\(name)=category")
    #expect(once.column == [name: .category])
    #expect(
      try apply("column.\(name)=continuous", "column.x=category", to: once).column
        == [name: .continuous, "x": .category])
  }

  @Test func clearsAnOptional() throws {
    var recipe = Recipe()
    recipe.limit = 2
    #expect(try apply("limit=null", to: recipe).limit == nil)
    #expect(try apply("limit=null").limit == nil)
  }

  @Test func changesNothingElse() throws {
    var recipe = Recipe()
    recipe.seed = 9_007_199_254_740_993  // Not a Double.
    recipe.decay = 0.1
    var expected = recipe
    expected.steps = 1
    #expect(try apply("steps=1", to: recipe) == expected)
  }

  @Test(arguments: [
    ("stpes=1", ["stpes", "did you mean steps?", "saddle recipes tables"]),
    ("critic.hiden=1", ["critic.hiden", "did you mean critic.hidden?"]),
    ("hidden=1", ["hidden", "did you mean critic.hidden?"]),
    ("limt=1", ["did you mean limit?"]),
    ("critic.rate.x=1", ["critic.rate.x", "did you mean critic.rate?"]),
    ("steps=1.5", ["steps", "1.5", "a whole number is expected"]),
    ("steps=many", ["many", "a whole number is expected"]),
    ("seed=-1", ["a whole number of at least 0 is expected"]),
    ("seed=18446744073709551616", ["a whole number of at least 0 is expected"]),
    ("decay=1e400", ["a number is expected"]),
    ("decay=nan", ["a number is expected"]),
    ("decay=", ["empty", "a number is expected"]),
    ("averaged=1", ["true or false is expected"]),
    ("kind=catgory", ["one of continuous, category is expected"]),
    ("column.age=catgory", ["column.age", "one of continuous, category is expected"]),
    ("limit=x", ["a number is expected"]),
    ("steps=null", ["a whole number is expected"]),
    ("critic.hidden=a,b", ["a list", "each a whole number"]),
    ("critic=3", ["critic"]),
    ("steps", ["--set key=value"]),
    ("=3", ["--set key=value"]),
  ])
  func explainsWhatIsWrong(text: String, words: [String]) throws {
    let message = try #require(complaint([text]))
    for word in words { #expect(message.contains(word)) }
  }

  @Test func reportsContradictions() throws {
    let message = try #require(complaint(["steps=1", "decay=2", "steps=2"]))
    #expect(message.contains("steps is given twice, as 1 and as 2"))
    #expect(try apply("steps=1", "steps=1").steps == 1)
  }

  @Test func listsKeysWithTheirValues() throws {
    let keys = try Overrides.keys(of: Recipe())
    #expect(
      keys.map(\.key) == [
        "averaged", "column.NAME", "critic.hidden", "critic.name", "critic.rate", "decay", "kind", "limit", "names",
        "seed", "steps",
      ])
    #expect(keys.first { $0.key == "critic.hidden" }?.value == .array([.integer(128), .integer(128)]))
    #expect(keys.first { $0.key == "limit" }?.value == .null)
  }

  @Test func writesJSONForPeopleAndLogs() throws {
    struct Line: Codable { var b = Double.nan, a = "x/y" }
    #expect(try Line().compactJSON() == #"{"a":"x/y","b":"nan"}"#)
    #expect(try ["b": 1, "a": 2].prettyJSON().hasPrefix("{\n  \"a\""))
  }
}
