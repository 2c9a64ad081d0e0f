import Saddle
import TestSupport
import Testing

#if SQLite
  import GRDB

  /// Tables of databases, with the trait: `swift test -c release --traits SQLite --filter SQLiteTests`.
  @Suite struct SQLiteTests {
    private static let name = "or\"der's; --"

    /// A database with a table of hostile names, a view of it and a table with a blob.
    private func scratch() throws -> Scratch {
      let scratch = try Scratch()
      let queue = try DatabaseQueue(path: scratch("shop.db"))
      try queue.write { database in
        let table = #""or""der's; --""#
        try database.execute(
          sql: "CREATE TABLE \(table) (id INTEGER PRIMARY KEY, \"pri\"\"ce\" REAL, town TEXT, n INTEGER, note TEXT)")
        for row in 0..<300 {
          try database.execute(
            sql: "INSERT INTO \(table) VALUES (?, ?, ?, ?, ?)",
            arguments: [
              row + 1, row % 9 == 0 ? nil : Double(row * 37 % 101) / 4, ["Ulm", "Bonn", "a,\"b\"\nc"][row % 3], row % 5,
              [nil, "NA", "yes", ""][row % 4],
            ])
        }
        try database.execute(sql: "CREATE VIEW cheap AS SELECT town, n FROM \(table) WHERE n < 3")
        try database.execute(sql: "CREATE TABLE pictures (a INTEGER, b BLOB)")
        try database.execute(sql: "INSERT INTO pictures VALUES (1, 'x'), (2, x'00ff')")
        try database.execute(sql: "CREATE TABLE empty (a INTEGER)")
      }
      try queue.close()
      return scratch
    }

    private var place: String { "sqlite:shop.db?table=\(Self.name)" }

    @Test("a table is trained on, sampled into another database and judged, all by name")
    func wholeRun() throws {
      let scratch = try scratch()
      let before = try scratch.read("shop.db")
      let trained = try Command(["train", place, "--steps", "3", "--out", "run"] + Small.training, in: scratch)
      #expect(trained.exitCode == 0 && trained.errors == "", "\(trained.errors)")
      #expect(trained.output.contains("not learned, replaced by new keys on the way out: id"))
      #expect(try scratch.read("shop.db") == before)
      let out = "sqlite:out.db?table=\(Self.name)"
      let sampled = try Command(["sample", "run", "--count", "2500", "--out", out], in: scratch)
      #expect(sampled.exitCode == 0 && sampled.errors == "" && sampled.output == "", "\(sampled.errors)")
      #expect(try FileSystem.list(scratch.path).filter { $0.contains("out.db") } == ["out.db"])
      // The same rows as text.
      let text = try Command(["sample", "run", "--count", "2500", "--out", "rows.csv"], in: scratch)
      #expect(text.exitCode == 0)
      let csv = try Table.read(path: scratch("rows.csv"))
      try DatabaseQueue(path: scratch("out.db")).read { database in
        let table = #""or""der's; --""#
        let types = try Row.fetchAll(database, sql: "PRAGMA table_info(\(table))").map { $0["type"] as String }
        #expect(types == ["INTEGER", "REAL", "TEXT", "INTEGER", "TEXT"])
        let rows = try Row.fetchAll(database, sql: "SELECT * FROM \(table)")
        #expect(rows.count == 2_500)
        #expect((rows[0][0] as DatabaseValue).storage == .int64(301))
        guard case .numbers(let prices) = csv.columns[1] else { throw SaddleError(.malformed, "no numbers") }
        for (row, price) in zip(rows, prices) {
          #expect((row[1] as DatabaseValue).storage == (price.isNaN ? .null : .double(price)))
          #expect(["Ulm", "Bonn", "a,\"b\"\nc"].contains(row[2] as String))
          #expect([nil, "NA", "yes", ""].contains(row[4] as String?))
        }
      }
      let judged = try Command(["evaluate", "run", "--against", place, "--train", place], in: scratch)
      #expect(judged.exitCode == 0 && judged.output.contains("Privacy: "), "\(judged.errors)")
      let tables = try Command(["evaluate", out, "--against", place], in: scratch)
      #expect(tables.exitCode == 0 && tables.output.hasPrefix("Quality "), "\(tables.errors)")
      let resumed = try Command(["train", place, "--steps", "5", "--out", "run", "--resume", "--quiet"], in: scratch)
      #expect(resumed.exitCode == 0, "\(resumed.errors)")
    }

    @Test("kinds are those of the same table as a file; a view is a table")
    func inspect() throws {
      let scratch = try scratch()
      let table = try Command(["inspect", place], in: scratch)
      #expect(table.exitCode == 0 && table.output.hasPrefix("\(place): 300 rows, 5 columns"), "\(table.errors)")
      let kinds = table.lines.dropFirst(2).prefix(5).map { $0.split(separator: " ")[1] }
      #expect(kinds == ["identifier", "continuous", "category", "integer", "category"])
      let view = try Command(["inspect", "sqlite:shop.db?table=cheap"], in: scratch)
      #expect(view.output.hasPrefix("sqlite:shop.db?table=cheap: 180 rows, 2 columns"), "\(view.errors)")
    }

    @Test("a run without a name is called like the table")
    func defaultFolder() {
      #expect(RunFolder.defaultPath(data: "sqlite:a/shop.db?table=orders") == "runs/orders")
    }

    struct Failure: Sendable {
      let words: [String]
      let code: Int32
      let sentence: String
    }

    @Test(
      "what cannot be read or written is said in a sentence",
      arguments: [
        Failure(
          words: ["inspect", "sqlite:none.db?table=a"], code: 66,
          sentence: "cannot open none.db: there is no such file; check the spelling of the path"),
        Failure(
          words: ["inspect", "sqlite:shop.db?table=cheep"], code: 66,
          sentence: "shop.db has no table \"cheep\"; did you mean \"cheap\"?"),
        Failure(
          words: ["inspect", "sqlite:shop.db"], code: 64,
          sentence: "\"sqlite:shop.db\" names no file or no table; write sqlite:FILE?table=NAME"),
        Failure(
          words: ["inspect", "sqlite:rows.csv?table=a"], code: 65,
          sentence: "rows.csv is no SQLite database; name one, or a CSV file without sqlite:"),
        Failure(
          words: ["train", "sqlite:shop.db?table=pictures"], code: 65,
          sentence:
            "sqlite:shop.db?table=pictures: row 2, column \"b\": the cell is a blob, which is neither number nor "
            + "text; make a view without the column, and name it"),
        Failure(
          words: ["train", "sqlite:shop.db?table=empty"], code: 65,
          sentence: "sqlite:shop.db?table=empty has no rows; at least two rows are needed"),
        Failure(
          words: ["train", "sqlite:shop.db?table=cheap", "--set", "column.town=integer"], code: 65,
          sentence:
            "sqlite:shop.db?table=cheap: row 1, column \"town\": \"Ulm\" is not a number, so that the column is "
            + "not of kind integer; write it as one, leave the cell empty, or set it to category"),
        Failure(
          words: ["sample", "run", "--out", "sqlite:shop.db?table=empty"], code: 73,
          sentence: "sqlite:shop.db?table=empty exists already; name another table, or replace it with --overwrite"),
        Failure(
          words: ["sample", "run", "--out", "sqlite:shop.db?table=cheap", "--overwrite"], code: 73,
          sentence: "sqlite:shop.db?table=cheap is a view, which is not replaced; name another table"),
        Failure(
          words: ["sample", "run", "--out", "sqlite:none/shop.db?table=a"], code: 73,
          sentence: "cannot create sqlite:none/shop.db?table=a: unable to open database file; choose another place"),
        Failure(
          words: ["sample", "run", "--out", "rows.csv", "--overwrite"], code: 64,
          sentence: "--overwrite is for tables of a database, since files are replaced anyway; leave it out"),
        Failure(
          words: ["sample", "run", "--where", "town=Rome", "--out", "sqlite:new.db?table=a"], code: 64, sentence: ""),
      ])
    func failures(_ failure: Failure) throws {
      let scratch = try scratch()
      try scratch.write("a,b\n1,x\n2,y\n", to: "rows.csv")
      let place = "sqlite:shop.db?table=cheap"
      try #require(
        Command(["train", place, "--steps", "2", "--out", "run"] + Small.training, in: scratch).exitCode == 0)
      let before = try scratch.read("shop.db")
      let names = try FileSystem.list(scratch.path)
      let command = try Command(failure.words, in: scratch)
      #expect(command.exitCode == failure.code && command.output == "")
      if failure.sentence != "" { #expect(command.errors == "saddle: \(failure.sentence)\n") }
      #expect(try scratch.read("shop.db") == before)
      #expect(try FileSystem.list(scratch.path) == names)
    }

    @Test("a table is replaced on demand, and in one piece: a failure leaves the old one")
    func overwrite() throws {
      let scratch = try scratch()
      let place = "sqlite:shop.db?table=cheap"
      try #require(
        Command(["train", place, "--steps", "2", "--out", "run"] + Small.training, in: scratch).exitCode == 0)
      let words = ["sample", "run", "--count", "70", "--out", "sqlite:shop.db?table=empty", "--overwrite"]
      #expect(try Command(words, in: scratch).exitCode == 0)
      let queue = try DatabaseQueue(path: scratch("shop.db"))
      let count = { try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM empty") } }
      #expect(try count() == 70)
      // A condition that is not met is found out when the table has been begun.
      let failed = try Command(words + ["--where", "n=1", "--where", "n=2"], in: scratch)
      #expect(failed.exitCode == 64, "\(failed.errors)")
      #expect(try count() == 70)
    }
  }
#else
  @Suite struct SQLiteTests {
    @Test("without the trait the command says how to have it", arguments: ["train", "inspect", "evaluate", "sample"])
    func howToBuild(subcommand: String) throws {
      let scratch = try Scratch.withExamples()
      let place = "sqlite:shop.db?table=orders"
      try scratch.write("a,b\n1,x\n2,y\n", to: "rows.csv")
      let words =
        ["evaluate": ["rows.csv", "--against", place], "sample": ["run", "--out", place]][subcommand] ?? [place]
      let command = try Command([subcommand] + words, in: scratch)
      #expect(command.exitCode == 64 && command.output == "")
      #expect(
        command.errors
          == "saddle: \(place) cannot be opened, since this saddle was built without SQLite; build it with "
          + "`swift build -c release --traits SQLite`, which needs libsqlite3-dev\n")
    }
  }
#endif
