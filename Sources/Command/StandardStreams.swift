import Saddle

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The three descriptors that every program starts with, unless its parent closed some (`saddle ... >&-`).
enum StandardStreams {
  /// Keeps closed ones taken, so that no file of ours is opened as standard output. They are opened the wrong way round:
  /// to use one fails, as it should.
  static func reserve() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest descriptor that is free is the one given out.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}

/// Where results go; a full disk behind it is an error, and a reader that went away ends the program quietly.
enum StandardOutput {
  /// Writes a line.
  static func print(_ text: String) throws {
    let output = try OutputFile(path: "-")
    try output.write(Array("\(text)\n".utf8))
    try output.commit()
  }
}

/// Where messages go; there is nowhere to report that it does not work.
enum StandardError {
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes a line.
  static func print(_ text: String) { write("\(text)\n") }

  static func write(_ text: String) {
    let bytes = Array(text.utf8)
    #if canImport(Darwin)
      _ = Darwin.write(STDERR_FILENO, bytes, bytes.count)
    #elseif canImport(Musl)
      _ = Musl.write(STDERR_FILENO, bytes, bytes.count)
    #else
      _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    #endif
  }
}
