/// Whether whole numbers are the keys of their rows rather than something measured.
enum KeyEvidence {
  /// Why the values are keys; nil if they are not, or might not be.
  ///
  /// Keys are distinct. So are those of rows numbered from 0 or 1, and the values of a column that is named like a key.
  /// Otherwise, n measurements in a range of R values are all distinct only with a chance below exp(-n^2 / 2R) (the
  /// birthday problem), so that many distinct values in a narrow range are keys.
  static func reason(name: String, values: [Double]) -> String? {
    guard values.count >= 2, let least = values.min(), let most = values.max() else { return nil }
    let count = Double(values.count)
    let range = most - least + 1
    guard count <= range else { return nil }
    let sorted = values.sorted()
    guard zip(sorted, sorted.dropFirst()).allSatisfy(<) else { return nil }
    if isKeyName(name) { return "whole numbers, all distinct, named like a key" }
    if count >= 20, range == count, least == 0 || least == 1 { return "whole numbers that number the rows" }
    return count >= 100 && count * count / 2 > 10 * range ? "whole numbers, all distinct in a narrow range" : nil
  }

  /// `id`, `customer_id`, `customerId`, `CustomerID`, `row key`, `uuid` and the like; not `paid`.
  static func isKeyName(_ name: String) -> Bool {
    let letters = name.unicodeScalars.filter { $0.properties.isAlphabetic || "_- .".unicodeScalars.contains($0) }
    for ending in ["id", "key", "uuid", "guid"] where letters.count >= ending.count {
      let last = letters.suffix(ending.count)
      guard String(String.UnicodeScalarView(last)).lowercased() == ending else { continue }
      guard let before = letters.dropLast(ending.count).last else { return true }
      let startsWord = last.first!.properties.isUppercase && before.properties.isLowercase
      if startsWord || !before.properties.isAlphabetic { return true }
    }
    return false
  }
}
