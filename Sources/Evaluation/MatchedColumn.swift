/// One column of the real and of the synthetic table, brought to common terms.
struct MatchedColumn {
  typealias Codes = (real: [Int32], synthetic: [Int32])

  enum Values {
    /// Continuous, integer and date-time columns; NaN for missing.
    case numbers(real: [Double], synthetic: [Double])
    /// Category and boolean columns: codes that stand for the same label in both tables; -1 for missing.
    case categories(real: [Int32], synthetic: [Int32])
  }

  let name: String
  let values: Values
  /// What stands for the values beside a column of categories: the codes themselves, or bins of numbers; nil when the
  /// numbers of one table cannot be divided into bins.
  let codes: Codes?

  init(name: String, values: Values) {
    self.name = name
    self.values = values
    switch values {
    case .categories(let real, let synthetic): codes = (real, synthetic)
    case .numbers(let real, let synthetic):
      if let inReal = EqualWidthBins(of: real), let inSynthetic = EqualWidthBins(of: synthetic) {
        codes = (real.map(inReal.code), synthetic.map(inSynthetic.code))
      } else {
        codes = nil
      }
    }
  }
}
