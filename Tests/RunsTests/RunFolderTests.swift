import SaddleFiles
import SaddleRuns
import SaddleTensors
import TestSupport
import Testing

private struct Recipe: Codable, Equatable {
  var seed: UInt64 = .max
  var rate = 0.1
}

@Suite struct RunFolderTests {
  private func makeRun(_ path: String) throws -> RunFolder {
    let run = try RunFolder(newAt: path, data: "a.csv", overwrite: false)
    try run.writeRecipe(Recipe())
    return run
  }

  @Test func refusesWhatIsThere() throws {
    let scratch = try Scratch()
    _ = try makeRun(scratch("a/b"))
    let error = saddleError { _ = try RunFolder(newAt: scratch("a/b"), data: "x", overwrite: false) }
    #expect(error?.kind == .cannotCreate)
    #expect(error?.message.contains("--overwrite") == true)
    try FileSystem.write([1], to: scratch("file"))
    for overwrite in [false, true] {
      let error = saddleError { _ = try RunFolder(newAt: scratch("file"), data: "x", overwrite: overwrite) }
      #expect(error?.kind == .cannotCreate)
    }
  }

  @Test func overwritesARunAndNothingElse() throws {
    let scratch = try Scratch()
    let run = try makeRun(scratch("run"))
    for file in [run.events, run.checkpoint, run.model, run.report] { try FileSystem.write([1], to: file) }
    try FileSystem.createDirectory(run.samples)
    try FileSystem.write([1], to: "\(run.samples)/1.csv")
    try FileSystem.write([1], to: "\(run.path)/.model.safetensors.99-0.partial")
    try FileSystem.write([1], to: "\(run.path)/notes.txt")
    // The old run stays until the new one removes it.
    let new = try RunFolder(newAt: run.path, data: "x", overwrite: true)
    #expect(
      try FileSystem.list(run.path).sorted() == [
        "checkpoint.safetensors", "events.jsonl", "model.safetensors", "notes.txt", "recipe.json", "report.html",
        "samples",
      ])
    try new.removeFiles()
    #expect(try FileSystem.list(run.path) == ["notes.txt"])

    // Now it is no run any more, and the notes are safe.
    let error = saddleError { _ = try RunFolder(newAt: run.path, data: "x", overwrite: true) }
    #expect(error?.kind == .cannotCreate)
    #expect(try FileSystem.list(run.path) == ["notes.txt"])

    try FileSystem.createDirectory(scratch("empty"))
    _ = try RunFolder(newAt: scratch("empty"), data: "x", overwrite: false)
    // What a process leaves that was killed as it wrote its first file.
    try FileSystem.write([1], to: scratch("empty/.recipe.json.99-0.partial"))
    _ = try RunFolder(newAt: scratch("empty"), data: "x", overwrite: false)
    #expect(try FileSystem.list(scratch("empty")) == [])
  }

  @Test func findsRuns() throws {
    let scratch = try Scratch()
    let run = try makeRun(scratch("run"))
    #expect(RunFolder.isRun(run.path))
    #expect(!RunFolder.isRun(scratch.path))
    #expect(try RunFolder(existingAt: run.path) == run)
    for path in [scratch("none"), scratch.path, run.recipe] {
      #expect(saddleError { _ = try RunFolder(existingAt: path) }?.kind == .noInput)
    }
  }

  @Test func resumesOnlyFromACheckpoint() throws {
    let scratch = try Scratch()
    #expect(saddleError { _ = try RunFolder(resumingAt: scratch("none"), data: "x") }?.kind == .noInput)
    let run = try makeRun(scratch("run"))
    let error = saddleError { _ = try RunFolder(resumingAt: run.path, data: "x") }
    #expect(error?.kind == .noInput)
    #expect(error?.message.contains("no checkpoint") == true)
    try run.write(Safetensors(), to: \.checkpoint)
    try FileSystem.write([1], to: "\(run.path)/.checkpoint.safetensors.99-0.partial")
    #expect(try RunFolder(resumingAt: run.path, data: "x") == run)
    #expect(try FileSystem.list(run.path) == ["checkpoint.safetensors", "recipe.json"])
  }

  @Test(arguments: [
    ("data/customers.csv.gz", "customers"), ("a.b.csv", "a.b"), ("toy:ring8", "ring8"), ("-", "stdin"),
    (".csv", "csv"), ("/", "data"), ("plain", "plain"), ("x/../..", "data"),
  ])
  func namesRunsAfterTheirData(data: String, name: String) {
    #expect(RunFolder.defaultPath(data: data) == "runs/\(name)")
  }

  /// The default place is below the working folder, which belongs to the whole process: an exit test has its own.
  @Test func numbersRunsOfTheSameData() async {
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      try scratch.enter()
      func new(overwrite: Bool = false) throws -> RunFolder {
        let run = try RunFolder(newAt: nil, data: "a.csv", overwrite: overwrite)
        try run.writeRecipe(Recipe())
        return run
      }
      try #require(try new().path == "runs/a")
      try #require(try new().path == "runs/a-2")
      let third = try new()
      try #require(third.path == "runs/a-3")
      try third.write(Safetensors(), to: \.checkpoint)
      try #require(try RunFolder(resumingAt: nil, data: "a.csv").path == "runs/a-3")
      try #require(try new(overwrite: true).path == "runs/a")
      try #require(try FileSystem.list("runs") == ["a", "a-2", "a-3"])
    }
  }

  @Test func keepsRecipesAndTensors() throws {
    let scratch = try Scratch()
    let run = try makeRun(scratch("run"))
    #expect(try run.readRecipe(as: Recipe.self) == Recipe())
    #expect(String(decoding: try FileSystem.read(run.recipe), as: UTF8.self).contains("\"saddle.format\" : 1"))
    let tensors = Safetensors(
      metadata: ["k": "v"], tensors: [.init(name: "w", dtype: .u8, shape: [2], bytes: [1, 2])])
    try run.write(tensors, to: \.model)
    #expect(try run.readTensors(from: \.model) == tensors)
    #expect(saddleError { _ = try run.readTensors(from: \.checkpoint) }?.kind == .noInput)
  }

  @Test(arguments: [
    (#"{"saddle.format":2,"seed":1,"rate":1}"#, "newer version"), (#"{"seed":1,"rate":1}"#, "format"),
    (#"{"saddle.format":"1","seed":1,"rate":1}"#, "format"), (#"{"saddle.format":1,"seed":1}"#, "rate"),
    (#"{"saddle.format":1,"seed":-1,"rate":1}"#, "whole recipe"), (#"{"saddle.format":1,"#, "no JSON"), ("", "no JSON"),
    (#"{"saddle.format":0,"seed":1,"rate":1}"#, "format"), ("[1]", "format"),
    (String(repeating: "[", count: 100_000), "no JSON"),
  ])
  func refusesDamagedAndNewerRecipes(text: String, words: String) throws {
    let scratch = try Scratch()
    let run = try makeRun(scratch("run"))
    try FileSystem.write(Array(text.utf8), to: run.recipe)
    let error = saddleError { _ = try run.readRecipe(as: Recipe.self) }
    #expect(error?.kind == .malformed)
    #expect(error?.message.contains(run.recipe) == true)
    #expect(error?.message.contains(words) == true)
  }

  @Test(arguments: [("2", "newer version"), ("x", "format"), (nil, "format")])
  func refusesTensorsOfOtherVersions(version: String?, words: String) throws {
    let scratch = try Scratch()
    let run = try makeRun(scratch("run"))
    let metadata = version.map { ["saddle.format": $0] } ?? [:]
    try FileSystem.write(Safetensors(metadata: metadata).encoded(), to: run.model)
    let error = saddleError { _ = try run.readTensors(from: \.model) }
    #expect(error?.kind == .malformed)
    #expect(error?.message.contains(words) == true)
  }

  @Test func logsEvents() throws {
    struct Event: Codable { var loss: Double, step: Int }
    let scratch = try Scratch()
    let log = try EventLog<Event>(path: scratch("events.jsonl"), keeping: 0)
    try log.append(Event(loss: 0.5, step: 1))
    let length = log.length
    try log.append(Event(loss: .infinity, step: 2))
    #expect(
      String(decoding: try FileSystem.read(scratch("events.jsonl")), as: UTF8.self)
        == "{\"loss\":0.5,\"step\":1}\n{\"loss\":\"inf\",\"step\":2}\n")
    let resumed = try EventLog<Event>(path: scratch("events.jsonl"), keeping: length)
    try resumed.synchronize()
    #expect(try FileSystem.read(scratch("events.jsonl")) == Array("{\"loss\":0.5,\"step\":1}\n".utf8))
  }
}
