import SaddleFiles

/// The error that `body` throws, if it is a `SaddleError`.
package func saddleError(_ body: () throws -> Void) -> SaddleError? {
  do {
    try body()
    return nil
  } catch {
    return error as? SaddleError
  }
}
