import SaddleNetworks
import SaddleTensors
import Testing

/// One layer as the conformance tests make and call it.
///
/// `LayerCase.all` is the table; to have a new layer tested, add a line.
struct LayerCase: Sendable, CustomTestStringConvertible {
  let name: String
  let inputs: [Int]
  let outputs: [Int]
  /// The paths of all parameters.
  let paths: [String]
  /// Whether a training call changes the function that the next one computes.
  let changesInTraining: Bool
  /// Whether the output is that of a LeakyReLU, from whose kink finite differences must keep away.
  let hasKink: Bool
  let make: @Sendable (Initializer) -> any Module
  let call: @Sendable (any Module, Tensor, Mode) -> Tensor

  init(
    _ name: String, _ inputs: [Int], _ outputs: [Int], paths: [String], changesInTraining: Bool = false,
    hasKink: Bool = false,
    make: @escaping @Sendable (Initializer) -> any Module,
    call: @escaping @Sendable (any Module, Tensor, Mode) -> Tensor = { ($0 as! any Layer)($1, $2) }
  ) {
    self.name = name
    self.inputs = inputs
    self.outputs = outputs
    self.paths = paths
    self.changesInTraining = changesInTraining
    self.hasKink = hasKink
    self.make = make
    self.call = call
  }

  var testDescription: String { name }

  static let all = weighted + spectral + norms + combinations + plain

  private static let weighted: [LayerCase] = [
    LayerCase("linear", [4, 3], [4, 2], paths: ["weight", "bias"], hasKink: true) { Linear(3, 2, slope: 0.2, $0) },
    LayerCase("linear without bias", [4, 3], [4, 2], paths: ["weight"]) { Linear(3, 2, hasBias: false, $0) },
    LayerCase("convolution", [2, 5, 6, 2], [2, 3, 3, 3], paths: ["weight", "bias"], hasKink: true) {
      Convolution(2, 3, kernel: 3, stride: 2, padding: 1, slope: 0.2, $0)
    },
    LayerCase("transposed convolution", [2, 2, 3, 3], [2, 4, 6, 2], paths: ["weight", "bias"], hasKink: true) {
      TransposedConvolution(3, 2, kernel: 3, stride: 2, padding: 1, outputPadding: 1, slope: 0.2, $0)
    },
    LayerCase(
      "embedding", [4, 3], [4, 3], paths: ["weight"], make: { Embedding(5, 3, $0) },
      call: { module, x, _ in (module as! Embedding)([2, 0, 2, 4]) * x }),
    LayerCase(
      "self-attention", [2, 2, 3, 4], [2, 2, 3, 4],
      paths: ["queries.weight", "keys.weight", "values.weight", "gamma"]
    ) { SelfAttention(4, reduced: 2, $0) },
  ]

  private static let spectral: [LayerCase] = [
    LayerCase(
      "spectral linear", [4, 3], [4, 2], paths: ["weight", "bias", "spectralNorm.u", "spectralNorm.v"],
      changesInTraining: true, hasKink: true
    ) { Linear(3, 2, slope: 0.2, spectral: .reshaped(), $0) },
    LayerCase(
      "spectral convolution", [2, 4, 5, 2], [2, 4, 5, 3],
      paths: ["weight", "bias", "spectralNorm.u", "spectralNorm.v"], changesInTraining: true
    ) { Convolution(2, 3, kernel: 3, padding: 1, spectral: .reshaped(), $0) },
    LayerCase(
      "spectral transposed convolution", [2, 2, 3, 3], [2, 4, 6, 2],
      paths: ["weight", "spectralNorm.u", "spectralNorm.v"], changesInTraining: true
    ) { TransposedConvolution(3, 2, kernel: 4, stride: 2, padding: 1, hasBias: false, spectral: .reshaped(), $0) },
    LayerCase(
      "convolution of spectral norm one on images", [2, 4, 5, 2], [2, 2, 3, 3],
      paths: ["weight", "bias", "spectralNorm.u", "spectralNorm.v"], changesInTraining: true
    ) { Convolution(2, 3, kernel: 3, stride: 2, padding: 1, spectral: .onImages(height: 4, width: 5), $0) },
    LayerCase(
      "transposed convolution of spectral norm one on images", [2, 2, 3, 3], [2, 5, 7, 2],
      paths: ["weight", "spectralNorm.u", "spectralNorm.v"], changesInTraining: true
    ) {
      TransposedConvolution(
        3, 2, kernel: 4, stride: 2, padding: 1, outputPadding: 1, hasBias: false,
        spectral: .onImages(height: 2, width: 3), $0)
    },
    LayerCase(
      "spectral self-attention", [1, 2, 2, 3], [1, 2, 2, 3],
      paths: ["queries", "keys", "values"].flatMap { layer in
        ["weight", "spectralNorm.u", "spectralNorm.v"].map { "\(layer).\($0)" }
      } + ["gamma"], changesInTraining: true
    ) { SelfAttention(3, reduced: 2, spectral: .reshaped(), $0) },
  ]

  private static let norms: [LayerCase] = [
    LayerCase(
      "batch norm", [2, 2, 3, 3], [2, 2, 3, 3], paths: ["scale", "shift", "runningMean", "runningVariance"],
      hasKink: true
    ) { BatchNorm(3, slope: 0.2, $0) },
    LayerCase("layer norm", [3, 5], [3, 5], paths: ["scale", "shift"]) { LayerNorm(5, $0) },
    LayerCase(
      "layer norm of images, with a slope", [2, 2, 1, 4], [2, 2, 1, 4], paths: ["scale", "shift"], hasKink: true
    ) {
      LayerNorm(4, slope: 0.2, $0)
    },
    LayerCase("group norm", [2, 2, 3, 6], [2, 2, 3, 6], paths: ["scale", "shift"]) { GroupNorm(6, groups: 2, $0) },
    LayerCase("group norm of rows, with a slope", [3, 6], [3, 6], paths: ["scale", "shift"], hasKink: true) {
      GroupNorm(6, groups: 2, slope: 0.2, $0)
    },
    LayerCase("instance norm", [2, 3, 2, 3], [2, 3, 2, 3], paths: ["scale", "shift"]) {
      GroupNorm.instanceNorm(3, $0)
    },
  ]

  private static let combinations: [LayerCase] = [
    LayerCase("sequence", [4, 3], [4, 2], paths: ["layers.0.weight", "layers.0.bias", "layers.2.weight"]) {
      Sequential([Linear(3, 2, $0), Function.tanh(), Linear(2, 2, hasBias: false, $0)])
    },
    LayerCase("concatenating", [4, 3], [4, 5], paths: ["body.weight", "body.bias"]) { Concatenating(Linear(3, 2, $0)) },
    LayerCase("residual", [2, 3, 3, 2], [2, 3, 3, 2], paths: ["body.weight", "body.bias"]) {
      Residual(Convolution(2, 2, kernel: 3, padding: 1, $0))
    },
    LayerCase(
      "residual with a shortcut", [2, 4, 4, 2], [2, 2, 2, 3],
      paths: ["body.weight", "body.bias", "shortcut.layers.0.weight"]
    ) {
      Residual(
        Convolution(2, 3, kernel: 2, stride: 2, $0),
        shortcut: Sequential([Convolution(2, 3, kernel: 1, hasBias: false, $0), AveragePooling(2)]))
    },
  ]

  private static let plain: [LayerCase] = [
    LayerCase("average pooling", [2, 4, 6, 3], [2, 2, 3, 3], paths: []) { _ in AveragePooling(2) },
    LayerCase("upsampling", [2, 2, 3, 2], [2, 6, 9, 2], paths: []) { _ in Upsampling(3) },
    LayerCase("dropout", [4, 5], [4, 5], paths: []) { _ in Dropout(0.4, name: "test") },
    LayerCase("reshaping", [2, 6], [2, 3, 2], paths: []) { _ in Function.reshape([3, 2]) },
  ]
}
