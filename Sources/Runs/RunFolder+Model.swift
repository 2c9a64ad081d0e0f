import SaddleAdversarial
import SaddleEvaluation
import SaddleFiles
import SaddleNetworks
import SaddleTables
import SaddleTensors

extension RunFolder {
  /// Writes `model.safetensors`: the finished generator, the critic, and in the header what turns output into rows.
  func write(model: TableModel, critic: (any Module)?, stored: StoredRecipe) throws {
    var metadata = ["codec": try model.codec.compactJSON(), "recipe": try stored.compactJSON()]
    if let marginals = model.marginals { metadata["marginals"] = try marginals.compactJSON() }
    var networks: [(String, any Module)] = [("generator", model.generator)]
    if let critic { networks.append(("critic", critic)) }
    var tensors = networks.flatMap { name, module in
      module.state.map { Safetensors.Entry(name: "\(name).\($0.path)", $0.parameter.value) }
    }
    if let redrawing = model.refinement as? Redrawing {
      metadata["redrawing"] = try redrawing.columns.compactJSON()
      tensors += redrawing.arrays.map { name, numbers in
        Safetensors.Entry(name: "redrawing.\(name)", Tensor(numbers, shape: [numbers.count], type: .float64))
      }
    }
    try write(Safetensors(metadata: metadata, tensors: tensors), to: \.model)
  }

  /// The finished generator, and what the run was told.
  ///
  /// - Throws: `SaddleError` of kind `noInput` if training has not ended, `malformed` if the file or `recipe.json` is
  ///   damaged, or was made by a newer version.
  func readModel() throws -> (model: TableModel, stored: StoredRecipe) {
    // The model has all that is needed; a recipe that is damaged or newer says that the folder is not to be trusted.
    _ = try readStored()
    let file = try readTensors(from: \.model)
    func part<Part: Decodable>(_ key: String, as type: Part.Type = Part.self) throws -> Part {
      guard let tree = file.metadata[key].flatMap({ JSONValue(parsing: $0) }),
        let part = try? tree.decoded(as: Part.self)
      else { throw damaged }
      return part
    }
    let stored: StoredRecipe = try part("recipe")
    let codec: TableCodec = try part("codec")
    let marginals: MarginalMatch? = file.metadata["marginals"] == nil ? nil : try part("marginals")
    let recipe = stored.recipe
    guard recipe.isValid, codec.isValid, marginals?.fits(codec.layout) ?? true, let tensors = file.floatTensors else {
      throw damaged
    }
    let game = TableGame(
      codec: codec, recipe: recipe.game, generator: recipe.generator, critic: recipe.critic, table: recipe.table)
    guard (try? game.checkSize()) != nil else { throw damaged }
    func restored(_ network: Sequential, _ name: String) throws -> Sequential {
      for (path, parameter) in network.state {
        guard let value = tensors["\(name).\(path)"], value.shape == parameter.value.shape,
          value.elementType == parameter.value.elementType
        else { throw damaged }
        parameter.value = value
      }
      return network
    }
    let start = { Initializer(seed: 0, name: $0) }
    var model = TableModel(
      codec: codec, latent: recipe.latent,
      generator: try restored(game.makeGenerator(start("generator")), "generator"), marginals: marginals)
    if game.candidates > 1 {
      model.selection = CriticSelection(
        critic: try restored(game.makeCritic(start("critic")), "critic"), candidates: game.candidates)
    }
    if file.metadata["redrawing"] != nil {
      let arrays = tensors.filter { $0.key.hasPrefix("redrawing.") && $0.value.elementType == .float64 }
      let redrawing = Redrawing(
        columns: try part("redrawing"),
        arrays: Dictionary(
          uniqueKeysWithValues: arrays.map { (String($0.dropFirst("redrawing.".count)), $1.scalars()) }),
        schema: codec.schema)
      guard let redrawing else { throw damaged }
      model.refinement = redrawing
    }
    return (model, stored)
  }

  /// Writes `samples/columns.svg`.
  func write(picture: Picture) throws {
    try FileSystem.createDirectory(samples)
    try FileSystem.write(Array(picture.svg.utf8), to: columnsPicture)
  }

  /// Writes `samples/theory.png`.
  func write(theoryPicture png: [UInt8]) throws {
    try FileSystem.createDirectory(samples)
    try FileSystem.write(png, to: theoryPicture)
  }

  /// The step of the last checkpoint; nil when there is none.
  ///
  /// - Throws: `SaddleError` of kind `malformed` if the checkpoint is damaged.
  func readStep() throws -> Int? {
    guard FileSystem.exists(checkpoint) else { return nil }
    let step = try readTensors(from: \.checkpoint).floatTensors?["step"]
    guard let step, step.count == 1, let number = Int(exactly: step.item), number >= 0 else {
      throw SaddleError(.malformed, "\(checkpoint) does not tell its step; restore it from a copy or train again")
    }
    return number
  }

  /// What `recipe.json` says of the run.
  ///
  /// - Throws: `SaddleError` of kind `malformed` if it is damaged, or made by a newer version.
  func readStored() throws -> StoredRecipe {
    let stored: StoredRecipe = try readRecipe()
    do {
      try stored.recipe.check()
    } catch {
      throw SaddleError(.malformed, "in \(recipe), \(error.problem); restore it from a copy or train again")
    }
    return stored
  }

  private var damaged: SaddleError {
    SaddleError(.malformed, "\(model) does not hold a whole model; restore it from a copy or train again")
  }
}

extension Safetensors.Entry {
  init(name: String, _ tensor: Tensor) {
    self.init(
      name: name, dtype: tensor.elementType == .float32 ? .f32 : .f64, shape: tensor.shape, bytes: tensor.bytes())
  }
}

extension Safetensors {
  /// All tensors by name; nil if one is not of a type that tensors have.
  var floatTensors: [String: Tensor]? {
    var result: [String: Tensor] = [:]
    for entry in tensors {
      guard entry.dtype == .f32 || entry.dtype == .f64 else { return nil }
      result[entry.name] = Tensor(
        bytes: entry.bytes, shape: entry.shape, type: entry.dtype == .f32 ? .float32 : .float64)
    }
    return result
  }
}
