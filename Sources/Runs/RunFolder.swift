import SaddleFiles
import SaddleSQLite

/// The folder of one training run, and the names of the files in it.
public struct RunFolder: Sendable, Equatable {
  public let path: String

  /// The resolved recipe, seed, version and SHA-256 of the data.
  public var recipe: String { "\(path)/recipe.json" }
  /// What the columns of a table are taken for, and the rules that they obey.
  public var schema: String { "\(path)/schema.json" }
  /// One JSON object a line, appended as it happens.
  public var events: String { "\(path)/events.jsonl" }
  /// What theory says of a game on a density beside what was measured, one JSON object a line.
  public var theory: String { "\(path)/theory.jsonl" }
  /// Everything that resuming needs.
  public var checkpoint: String { "\(path)/checkpoint.safetensors" }
  /// The first checkpoint of a run, while the run that it replaces is still there.
  var firstCheckpoint: String { "\(path)/.checkpoint.safetensors.partial" }
  /// Everything that sampling needs.
  public var model: String { "\(path)/model.safetensors" }
  public var samples: String { "\(path)/samples" }
  /// Real and synthetic columns side by side.
  public var columnsPicture: String { "\(samples)/columns.svg" }
  /// The critic, the best critic, and both densities, of a game on a density.
  public var theoryPicture: String { "\(samples)/theory.png" }
  public var report: String { "\(path)/report.html" }

  private init(path: String) { self.path = path }

  /// Whether the path is the folder of a run.
  public static func isRun(_ path: String) -> Bool { FileSystem.exists(RunFolder(path: path).recipe) }

  /// The run at `path`.
  ///
  /// - Throws: `SaddleError` of kind `noInput` if there is none.
  public init(existingAt path: String) throws {
    self.init(path: path)
    guard FileSystem.isDirectory(path) else {
      throw SaddleError(.noInput, "there is no run at \(path); `saddle train DATA --out \(path)` makes one")
    }
    guard Self.isRun(path) else {
      throw SaddleError(.noInput, "\(path) is no run: it has no recipe.json; name a folder that `saddle train` made")
    }
  }

  /// A folder for a new run: `path`, or the first of `runs/NAME`, `runs/NAME-2`, `runs/NAME-3` ... that is free, where
  /// NAME comes from the data.
  ///
  /// - Parameter overwrite: takes the folder of the run that is at `path` (or `runs/NAME`), whose files stay until the
  ///   first checkpoint of the new run is on disk.
  /// - Throws: `SaddleError` of kind `cannotCreate` if something is there already, or is no run.
  public init(newAt path: String?, data: String, overwrite: Bool) throws {
    let first = Self.defaultPath(data: data)
    self.init(path: path ?? (overwrite ? first : Self.numbered(first).first { !Self.isTaken($0) }!))
    if Self.isTaken(self.path) {
      guard overwrite else {
        throw SaddleError(
          .cannotCreate,
          "\(self.path) exists already; name another folder with --out, or replace the run in it with --overwrite")
      }
      guard Self.isRun(self.path) else {
        throw SaddleError(
          .cannotCreate,
          "\(self.path) is no run (it has no recipe.json), so --overwrite leaves it as it is; "
            + "name another folder with --out")
      }
    }
    try FileSystem.createDirectory(self.path)
    try removePartialFiles()
  }

  /// Removes the files of the run, and its folder if nothing else is in it.
  func removeRun() throws {
    try removePartialFiles()
    try removeFiles()
    if try FileSystem.list(path).isEmpty { try FileSystem.remove(path) }
  }

  /// Removes the files of the run, and nothing else.
  package func removeFiles() throws {
    // The recipe goes last: while it is there, what is left is still a run that can be overwritten.
    for file in [schema, events, theory, checkpoint, model, samples, report, recipe] { try FileSystem.remove(file) }
  }

  /// The run to resume: that at `path`, or the last of `runs/NAME`, `runs/NAME-2` ... that follow each other.
  ///
  /// - Throws: `SaddleError` of kind `noInput` if there is none, or if it has no checkpoint.
  public init(resumingAt path: String?, data: String) throws {
    let first = Self.defaultPath(data: data)
    let last = Array(Self.numbered(first).prefix { Self.isTaken($0) }).last { Self.isRun($0) }
    try self.init(existingAt: path ?? last ?? first)
    guard FileSystem.exists(checkpoint) else {
      throw SaddleError(
        .noInput, "\(self.path) has no checkpoint to resume from; train again with --overwrite instead of --resume")
    }
    try removePartialFiles()
  }

  /// What a killed process left half-written.
  private func removePartialFiles() throws {
    for name in try FileSystem.list(path) where Self.isPartial(name) { try FileSystem.remove("\(path)/\(name)") }
  }

  private static func isPartial(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(".partial") }

  private static func isTaken(_ path: String) -> Bool {
    guard FileSystem.isDirectory(path) else { return FileSystem.exists(path) }
    // A folder that cannot be listed is surely somebody's; one with half a file alone is nobody's.
    return (try? FileSystem.list(path).allSatisfy(isPartial)) != true
  }

  private static func numbered(_ path: String) -> LazyMapSequence<PartialRangeFrom<Int>, String> {
    (1...).lazy.map { $0 == 1 ? path : "\(path)-\($0)" }
  }

  /// `runs/customers` for `data/customers.csv.gz`, `runs/ring8` for `toy:ring8`, `runs/stdin` for `-`, `runs/orders` for
  /// `sqlite:shop.db?table=orders`.
  package static func defaultPath(data: String) -> String {
    if data == "-" { return "runs/stdin" }
    if let table = try? SQLiteTable(data) { return "runs/\(FileSystem.split(table.table).name)" }
    var name = FileSystem.split(data).name[...]
    if let colon = name.lastIndex(of: ":") { name = name[name.index(after: colon)...] }
    if name.hasSuffix(".gz") { name.removeLast(3) }
    if let dot = name.lastIndex(of: "."), dot > name.startIndex { name = name[..<dot] }
    name = name.drop { $0 == "." }
    return "runs/\(name.isEmpty ? "data" : name)"
  }
}
