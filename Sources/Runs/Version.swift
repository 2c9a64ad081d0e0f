/// The version of the toolkit, which the command shows and every run records.
public enum Version {
  public static let current = "0.1.0"
}
