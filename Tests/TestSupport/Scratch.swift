import SaddleFiles

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// An empty folder for one test, removed with all that is in it when the test is over.
package final class Scratch: Sendable {
  package let path: String

  package init() throws {
    var template = Array("/tmp/saddle-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw SaddleError(.cannotCreate, "cannot make a folder in /tmp for a test; free some space there")
    }
    path = String(cString: made)
  }

  deinit { try? FileSystem.remove(path) }

  /// The path of a name in the folder.
  package func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a text as the file of that name.
  package func write(_ text: String, to name: String) throws { try FileSystem.write(Array(text.utf8), to: self(name)) }

  /// The bytes of the file of that name.
  package func read(_ name: String) throws -> [UInt8] { try FileSystem.read(self(name)) }

  /// The text of the file of that name.
  package func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }

  /// Makes the folder the working folder of the process, which an exit test has for itself.
  package func enter() throws {
    guard chdir(path) == 0 else { throw SaddleError(.noInput, "cannot enter \(path); check the rights of the folder") }
  }
}
