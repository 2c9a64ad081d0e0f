import SaddleFiles
import Testing

@Suite struct SHA256Tests {
  /// The examples of FIPS 180-4 that NIST publishes.
  static let vectors: [(String, String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    (
      String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]

  @Test(arguments: vectors)
  func matchesTheStandard(text: String, digest: String) {
    #expect(SHA256.hexDigest(of: Array(text.utf8)) == digest)
  }

  @Test(arguments: [1, 7, 55, 56, 63, 64, 65, 1000])
  func doesNotDependOnThePieces(size: Int) {
    let bytes = Array(String(repeating: "a", count: 1_000_000).utf8)
    var hash = SHA256()
    for start in stride(from: 0, to: bytes.count, by: size) {
      hash.update(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    #expect(hash.hexDigest() == Self.vectors.last?.1)
  }

  @Test func digestsOnTheWay() {
    var hash = SHA256()
    hash.update(Array("ab".utf8))
    _ = hash.hexDigest()
    hash.update(Array("c".utf8))
    #expect(hash.hexDigest() == Self.vectors[1].1)
  }
}

@Suite struct NearestTests {
  @Test(arguments: [
    ("leraning", "learning"), ("BATCH", "batch"), ("stps", "steps"), ("batchSize", "batch"), ("xyz", nil), ("", nil),
    ("latet", "latent"),
  ])
  func findsTheNearest(word: String, expected: String?) {
    #expect(nearest(word, among: ["learning", "batch", "steps", "latent", "epochs"]) == expected)
  }

  /// One swap is one edit, so it beats a word that needs two replacements.
  @Test func countsASwapAsOneEdit() {
    #expect(nearest("ab", among: ["cb", "ba"]) == "cb")
    #expect(nearest("abx", among: ["cdx", "bax"]) == "bax")
    #expect(nearest("a", among: []) == nil)
  }
}
