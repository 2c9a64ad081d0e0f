import SaddleFiles

extension Recipe {
  /// The recipe that a request leads to: the data's default or the one it names, with its changes. Its length is not
  /// yet that of the request.
  ///
  /// - Throws: `SaddleError` of kind `usage` for an unknown name, key or value; `noInput` or `malformed` for a file.
  init(resolving request: TrainingRequest, for data: DataSource) throws {
    let fallback: Recipe = data.density == nil ? .tables : .toy
    let recipe = try request.recipe.map { try Recipe(nameOrFile: $0, over: fallback) } ?? fallback
    self = try request.overrides.applied(to: recipe, recipe: recipe.name)
    try validate()
  }

  /// Takes over the length that a request asks for.
  ///
  /// - Throws: `SaddleError` of kind `usage` for epochs of data that never ends.
  mutating func setLength(_ length: TrainingRequest.Length?, rows: Int?, of data: DataSource) throws {
    switch length {
    case .steps(let steps): self.steps = steps
    case .epochs(let epochs): steps = try steps(epochs: epochs, rows: rows, of: data)
    case nil: break
    }
    if steps == 0 { steps = self.length.steps(rows: rows ?? Session.densitySamples) }
    try validate()
  }

  /// Sets the widths of the critic's layers that are left to the rows: 0 becomes a unit for every eight of them, from
  /// 128 to 256. A critic of more units for each row learns which rows it has seen, and the generator from it.
  package mutating func setWidths(rows: Int?) {
    let width = min(256, max(128, (rows ?? Session.densitySamples) / 8 / 32 * 32))
    critic.hidden = critic.hidden.map { $0 == 0 ? width : $0 }
  }

  /// The steps that go over the rows so many times.
  private func steps(epochs: Int, rows: Int?, of data: DataSource) throws -> Int {
    guard let rows else {
      throw SaddleError(.usage, "--epochs has no meaning for \(data.name), which never ends; give --steps instead")
    }
    let (total, overflow) = rows.multipliedReportingOverflow(by: epochs)
    guard !overflow else { throw SaddleError(.usage, "--epochs \(epochs) is too many; give a smaller number") }
    return max(1, total / batch + (total % batch == 0 ? 0 : 1))
  }

  /// A recipe by name, or from a JSON file that holds some or all of its keys; a run's `recipe.json` serves, too.
  private init(nameOrFile text: String, over fallback: Recipe) throws {
    guard text.hasSuffix(".json") || text.contains("/") else {
      self = try Recipe(named: text)
      return
    }
    let bytes = try FileSystem.read(text, limit: 1 << 24)
    guard let source = String(validating: bytes, as: UTF8.self), let tree = JSONValue(parsing: source),
      case .object = tree
    else {
      throw SaddleError(
        .malformed, "\(text) is no JSON object; write one with keys as `saddle recipes NAME` lists them")
    }
    let values = tree["recipe"] ?? tree
    let name: String? = if case .string(let name) = values["name"] { name } else { nil }
    let base = name.flatMap { try? Recipe(named: $0) } ?? fallback
    do {
      self = try Overrides(leavesOf: values).applied(to: base, recipe: base.name)
    } catch let error as SaddleError {
      throw SaddleError(error.kind, "in \(text): \(error.message)")
    }
  }
}
