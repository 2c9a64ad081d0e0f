import SaddleAdversarial

/// Penalties by name, with their weights.
func weighted(_ weights: [String: Double]) -> [Penalty] {
  weights.sorted { $0.key < $1.key }.map { Penalty.named($0.key)!.weighted($0.value) }
}
