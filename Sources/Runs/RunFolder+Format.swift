import SaddleFiles
import SaddleTensors

extension RunFolder {
  /// The version of the files that this program writes; it grows when an older program could not read them.
  static let format = 1
  /// The key of the version, in `recipe.json` and in the metadata of the tensors.
  static let formatKey = "saddle.format"
  /// A recipe is a few kilobytes; more than this is something else.
  private static let longestRecipe = 1 << 24

  /// Writes `recipe.json` from a value that encodes to a JSON object.
  public func writeRecipe(_ recipe: some Encodable) throws {
    let tree = try JSONValue(encoding: recipe).setting(Self.formatKey, to: .integer(Int64(Self.format)))
    try FileSystem.write(Array(tree.prettyJSON().utf8), to: self.recipe)
  }

  /// Reads `recipe.json`.
  ///
  /// - Throws: `SaddleError` of kind `malformed` if it is damaged, or made by a newer version.
  public func readRecipe<Recipe: Decodable>(as type: Recipe.Type = Recipe.self) throws -> Recipe {
    let bytes = try FileSystem.read(recipe, limit: Self.longestRecipe)
    guard let text = String(validating: bytes, as: UTF8.self), let tree = JSONValue(parsing: text) else {
      throw SaddleError(.malformed, "\(recipe) is no JSON; restore it from a copy or train again")
    }
    let version: Int64? = if case .integer(let version) = tree[Self.formatKey] { version } else { nil }
    try Self.check(version, of: recipe)
    do {
      return try tree.decoded()
    } catch {
      throw SaddleError(
        .malformed,
        "\(recipe) does not hold a whole recipe: \(Overrides.explanation(of: error)); "
          + "restore it from a copy or train again")
    }
  }

  /// Writes `checkpoint` or `model`.
  public func write(_ tensors: Safetensors, to file: KeyPath<RunFolder, String>) throws {
    var tensors = tensors
    tensors.metadata[Self.formatKey] = "\(Self.format)"
    try FileSystem.write(tensors.encoded(), to: self[keyPath: file])
  }

  /// Reads `checkpoint` or `model`.
  ///
  /// - Throws: `SaddleError` of kind `noInput` if it is not there, `malformed` if it was truncated or altered, or made
  ///   by a newer version.
  public func readTensors(from file: KeyPath<RunFolder, String>) throws -> Safetensors {
    let path = self[keyPath: file]
    guard FileSystem.exists(path) else {
      throw SaddleError(
        .noInput, "\(path) is missing, since training stopped early or the file was removed; resume with --resume")
    }
    let bytes = try FileSystem.read(path)
    var tensors = try Safetensors(decoding: bytes, name: path, requiresDigest: true)
    try Self.check(tensors.metadata.removeValue(forKey: Self.formatKey).flatMap { Int64($0) }, of: path)
    return tensors
  }

  private static func check(_ version: Int64?, of file: String) throws {
    guard let version, version >= 1 else {
      throw SaddleError(.malformed, "\(file) does not tell its format; restore it from a copy or train again")
    }
    guard version <= format else {
      throw SaddleError(
        .malformed,
        "\(file) was made by a newer version of saddle (format \(version), this one reads \(format)); update saddle")
    }
  }
}
