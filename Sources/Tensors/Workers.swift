import CKernels
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A small pool of threads that spin briefly for work and then park.
///
/// `run` splits work into numbered tasks. Each thread begins with its own share of them, the same part of 0 ..< tasks in
/// every call, so that the rows of a batch stay in the cache of the thread that made them; then it helps the others.
/// Which thread takes which task never matters to the result. A call that finds the pool busy (a second thread of the
/// program computing at once) does its work alone.
package final class Workers: Sendable {
  /// The number of threads that compute, the calling one included.
  package let count: Int
  private let shared: Shared

  package init(count: Int) {
    self.count = count
    shared = Shared(threads: count)
    for index in 1..<max(1, count) {
      var thread: pthread_t! = pthread_t(bitPattern: 0)
      let argument = Unmanaged.passRetained(Start(shared: shared, index: index)).toOpaque()
      let status = pthread_create(&thread, nil, { Workers.loop($0) }, argument)
      if status == 0 {
        pthread_detach(thread)
      } else {
        Unmanaged<Start>.fromOpaque(argument).release()
      }
    }
  }

  deinit { shared.stop() }

  /// Calls `body` once for each number in `0 ..< tasks`, on all threads, and returns when all calls have.
  ///
  /// - Parameter first: so many tasks are all begun before any of the others, which may wait for them.
  package func run(first: Int = 0, tasks: Int, _ body: (Int) -> Void) {
    guard tasks > 1, tasks < Cursor.mostTasks, count > 1,
      shared.owned.exchange(true, ordering: .acquiring) == false
    else {
      for task in 0..<tasks { body(task) }
      return
    }
    withoutActuallyEscaping(body) { escapable in
      shared.run(Job(body: escapable), first: first, tasks: tasks)
    }
    shared.owned.store(false, ordering: .releasing)
  }

  /// What is to be called; a class, so that a thread calls it without counting a reference to what it captures, whose
  /// count would go from cache to cache with every task.
  private final class Job {
    let body: (Int) -> Void

    init(body: @escaping (Int) -> Void) {
      self.body = body
    }
  }

  /// What a new thread is told.
  private final class Start: Sendable {
    let shared: Shared
    let index: Int

    init(shared: Shared, index: Int) {
      self.shared = shared
      self.index = index
    }
  }

  /// Where the next task of a thread's share is, in one word with the turn of the job that it is of: a thread that was
  /// late for a job takes none of its tasks, since all of its cursors have moved on, nor one of a later job by its numbers.
  private struct Cursor {
    static let bits = 24
    static let mostTasks = 1 << bits
    let word: UInt64

    init(turn: UInt64, next: Int) {
      word = turn << Self.bits | UInt64(next)
    }

    init(word: UInt64) {
      self.word = word
    }

    var next: Int { Int(word) & (Self.mostTasks - 1) }
    /// How many turns this one is behind `turn`; below zero where it is ahead. Turns wrap around after 2^40.
    func lag(behind turn: UInt64) -> Int64 {
      Int64(bitPattern: turn << Self.bits &- word & ~UInt64(Self.mostTasks - 1))
    }
  }

  /// What a job's first thread writes and the others read, in one line of the cache.
  private struct Board: ~Copyable {
    /// Twice the turn of the job; odd while the next job is being written.
    let generation = Atomic<UInt64>(0)
    let first = Atomic<Int>(0)
    let tasks = Atomic<Int>(0)
    /// Read only by a thread that has a task of it, until whose end it is not written.
    var job: Unmanaged<Job>?
  }

  /// The state that the threads share.
  ///
  /// A job costs few moves of a line between caches, each of which takes up to 0.2 us where cores are far apart: the
  /// board goes to the workers, what they have done comes back, and the cursors go to those who help. A thread that has
  /// read the board holds a job by taking a task of it, and the job is over when the tasks that are done are all tasks.
  ///
  /// `@unchecked Sendable` holds since `board.job` is written only by the owner while no task of a job is left, and read
  /// only by a worker that has taken one; `mutex` guards the parking; all else is atomic.
  private final class Shared: @unchecked Sendable {
    let owned = Atomic<Bool>(false)
    let threads: Int
    /// Lines that threads write are two cache lines apart, so that they do not disturb one another.
    static let spacing = 128
    let board: UnsafeMutablePointer<Board>
    /// For each thread a line with its cursors, that of the first tasks and that of the others, and a line with what it
    /// has done, of the same form.
    let lines: UnsafeMutableRawPointer
    let stopped = Atomic<Bool>(false)
    let parked = Atomic<Int>(0)
    let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(threads: Int) {
      self.threads = threads
      let memory = UnsafeMutableRawPointer.allocate(
        byteCount: (1 + 2 * threads) * Shared.spacing, alignment: Shared.spacing)
      board = memory.bindMemory(to: Board.self, capacity: 1)
      board.initialize(to: Board())
      lines = memory + Shared.spacing
      for thread in 0..<threads {
        for word in [cursor(0, thread), cursor(1, thread), done(thread)] { word.initialize(to: Atomic(0)) }
      }
      pthread_mutex_init(mutex, nil)
      pthread_cond_init(wake, nil)
    }

    deinit {
      pthread_cond_destroy(wake)
      pthread_mutex_destroy(mutex)
      UnsafeMutableRawPointer(board).deallocate()
      mutex.deallocate()
      wake.deallocate()
    }

    func cursor(_ phase: Int, _ thread: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
      (lines + 2 * thread * Shared.spacing).assumingMemoryBound(to: Atomic<UInt64>.self) + phase
    }

    func done(_ thread: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
      (lines + (2 * thread + 1) * Shared.spacing).assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    /// Runs a job, with whichever workers are awake in time to take a part.
    func run(_ job: Job, first: Int, tasks: Int) {
      let generation = board.pointee.generation.load(ordering: .relaxed) &+ 2
      board.pointee.generation.store(generation &- 1, ordering: .relaxed)
      board.pointee.first.store(first, ordering: .releasing)
      board.pointee.tasks.store(tasks, ordering: .releasing)
      board.pointee.job = Unmanaged.passUnretained(job)
      board.pointee.generation.store(generation, ordering: .releasing)
      // One that parks just now may be missed. It has no task of this job, and the next job finds it.
      if parked.load(ordering: .relaxed) > 0 { wakeParked() }
      let turn = Turn(number: generation >> 1, first: first, tasks: tasks)
      let own = work(at: turn, as: 0)
      var spins = 0
      while own + doneByOthers(at: turn) < tasks {
        spins += 1
        if spins < 2_000 { sk_pause() } else { sched_yield() }
      }
    }

    /// Takes a part in the job of a generation, if it is still open.
    func join(_ generation: UInt64, as thread: Int) {
      let (first, tasks) = (
        board.pointee.first.load(ordering: .acquiring), board.pointee.tasks.load(ordering: .acquiring)
      )
      guard board.pointee.generation.load(ordering: .relaxed) == generation else { return }
      _ = work(at: Turn(number: generation >> 1, first: first, tasks: tasks), as: thread)
    }

    /// A job's number and how many tasks it has.
    struct Turn {
      let number: UInt64
      let first, tasks: Int

      /// The tasks with which a thread of so many begins: of the first ones, or of the others.
      func share(_ phase: Int, _ thread: Int, of threads: Int) -> Range<Int> {
        let (start, count) = phase == 0 ? (0, first) : (first, tasks - first)
        return start + count * thread / threads..<start + count * (thread + 1) / threads
      }
    }

    /// Does tasks while there are any, first all of the first ones, and returns how many it did.
    func work(at turn: Turn, as thread: Int) -> Int {
      var count = 0
      for phase in (turn.first > 0 ? 0 : 1)...1 {
        for offset in 0..<threads {
          let owner = thread + offset < threads ? thread + offset : thread + offset - threads
          let (cursor, share) = (cursor(phase, owner), turn.share(phase, owner, of: threads))
          let before = count
          while let task = take(cursor, share, turn.number) {
            board.pointee.job!._withUnsafeGuaranteedRef { $0.body(task) }
            count += 1
          }
          if count > before, thread > 0 {
            done(thread).pointee.store(Cursor(turn: turn.number, next: count).word, ordering: .releasing)
          }
        }
      }
      return count
    }

    /// The next task of a share, unless all are taken or the turn is over.
    func take(_ cursor: UnsafeMutablePointer<Atomic<UInt64>>, _ share: Range<Int>, _ turn: UInt64) -> Int? {
      var now = Cursor(word: cursor.pointee.load(ordering: .relaxed))
      while true {
        let lag = now.lag(behind: turn)
        let next = lag == 0 ? now.next : share.lowerBound
        if lag < 0 || next >= share.upperBound { return nil }
        let (isTaken, other) = cursor.pointee.compareExchange(
          expected: now.word, desired: Cursor(turn: turn, next: next + 1).word, ordering: .acquiringAndReleasing)
        if isTaken { return next }
        now = Cursor(word: other)
      }
    }

    func doneByOthers(at turn: Turn) -> Int {
      (1..<threads).reduce(0) { sum, thread in
        let done = Cursor(word: done(thread).pointee.load(ordering: .acquiring))
        return done.lag(behind: turn.number) == 0 ? sum + done.next : sum
      }
    }

    func wakeParked() {
      pthread_mutex_lock(mutex)
      pthread_cond_broadcast(wake)
      pthread_mutex_unlock(mutex)
    }

    func stop() {
      stopped.store(true, ordering: .sequentiallyConsistent)
      board.pointee.generation.add(2, ordering: .sequentiallyConsistent)
      wakeParked()
    }

    /// Returns the generation once it differs from `seen`: spins for some tens of microseconds, then sleeps.
    func wait(from seen: UInt64) -> UInt64 {
      for _ in 0..<4_000 {
        let now = board.pointee.generation.load(ordering: .acquiring)
        if now != seen, now & 1 == 0 { return now }
        sk_pause()
      }
      pthread_mutex_lock(mutex)
      parked.add(1, ordering: .sequentiallyConsistent)
      while board.pointee.generation.load(ordering: .sequentiallyConsistent) == seen { pthread_cond_wait(wake, mutex) }
      parked.subtract(1, ordering: .sequentiallyConsistent)
      pthread_mutex_unlock(mutex)
      return seen
    }
  }

  private static func loop(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
    let shared = start.shared
    var seen: UInt64 = 0
    while true {
      let now = shared.wait(from: seen)
      if shared.stopped.load(ordering: .sequentiallyConsistent) { return nil }
      if now != seen { shared.join(now, as: start.index) }
      seen = now
    }
  }
}
