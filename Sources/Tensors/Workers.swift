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
final class Workers: Sendable {
  /// The number of threads that compute, the calling one included.
  let count: Int
  private let shared: Shared

  init(count: Int) {
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
  func run(first: Int = 0, tasks: Int, _ body: (Int) -> Void) {
    guard tasks > 1, count > 1, shared.owned.exchange(true, ordering: .acquiring) == false else {
      for task in 0..<tasks { body(task) }
      return
    }
    withoutActuallyEscaping(body) { escapable in
      shared.start(Job(first: first, tasks: tasks, body: escapable))
    }
    shared.owned.store(false, ordering: .releasing)
  }

  private struct Job {
    let first: Int
    let tasks: Int
    let body: (Int) -> Void
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

  /// The state that the threads share.
  ///
  /// `@unchecked Sendable` holds since `job` is written only by the owner while `gate` is closed and no worker is inside,
  /// and read only by a worker that has passed the open gate; `mutex` guards the parking.
  private final class Shared: @unchecked Sendable {
    let owned = Atomic<Bool>(false)
    let generation = Atomic<Int>(0)
    /// For the first tasks and for the others: where each thread's share is not yet taken.
    let cursors: UnsafeMutablePointer<Atomic<Int>>
    let threads: Int
    /// The distance between cursors, of two cache lines, so that threads do not disturb one another.
    static let spacing = 16
    /// The number of workers inside the job; less by `closed` while none may enter.
    let gate = Atomic<Int>(Shared.closed)
    let stopped = Atomic<Bool>(false)
    let parked = Atomic<Int>(0)
    var job: Job?
    static let closed = Int.min / 2
    let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(threads: Int) {
      self.threads = threads
      cursors = .allocate(capacity: 2 * threads * Shared.spacing)
      for index in 0..<2 * threads * Shared.spacing { (cursors + index).initialize(to: Atomic(0)) }
      pthread_mutex_init(mutex, nil)
      pthread_cond_init(wake, nil)
    }

    deinit {
      pthread_cond_destroy(wake)
      pthread_mutex_destroy(mutex)
      cursors.deallocate()
      mutex.deallocate()
      wake.deallocate()
    }

    /// Runs a job, with whichever workers are awake in time to take a part.
    func start(_ job: Job) {
      self.job = job
      for thread in 0..<threads {
        cursor(0, thread).pointee.store(share(0, thread, job).lowerBound, ordering: .relaxed)
        cursor(1, thread).pointee.store(share(1, thread, job).lowerBound, ordering: .relaxed)
      }
      gate.store(0, ordering: .releasing)
      generation.add(1, ordering: .sequentiallyConsistent)
      wakeParked()
      work(job, as: 0)
      gate.add(Shared.closed, ordering: .acquiringAndReleasing)
      var spins = 0
      while gate.load(ordering: .acquiring) != Shared.closed {
        spins += 1
        if spins < 2_000 { sk_pause() } else { sched_yield() }
      }
      self.job = nil
    }

    /// Takes a part in the job, if it is still open.
    func join(as thread: Int) {
      var inside = gate.load(ordering: .acquiring)
      while inside >= 0 {
        let (entered, now) = gate.compareExchange(
          expected: inside, desired: inside + 1, ordering: .acquiringAndReleasing)
        if entered {
          work(job!, as: thread)
          gate.subtract(1, ordering: .releasing)
          return
        }
        inside = now
      }
    }

    func cursor(_ phase: Int, _ thread: Int) -> UnsafeMutablePointer<Atomic<Int>> {
      cursors + (phase * threads + thread) * Shared.spacing
    }

    /// The tasks with which a thread begins: of the first ones, or of the others.
    func share(_ phase: Int, _ thread: Int, _ job: Job) -> Range<Int> {
      let (start, count) = phase == 0 ? (0, job.first) : (job.first, job.tasks - job.first)
      return start + count * thread / threads..<start + count * (thread + 1) / threads
    }

    /// Takes tasks while there are any: first all of the first ones.
    func work(_ job: Job, as thread: Int) {
      for phase in (job.first > 0 ? 0 : 1)...1 {
        for offset in 0..<threads {
          let owner = thread + offset < threads ? thread + offset : thread + offset - threads
          let (cursor, end) = (cursor(phase, owner), share(phase, owner, job).upperBound)
          while cursor.pointee.load(ordering: .relaxed) < end {
            let task = cursor.pointee.add(1, ordering: .relaxed).oldValue
            if task >= end { break }
            job.body(task)
          }
        }
      }
    }

    func wakeParked() {
      guard parked.load(ordering: .sequentiallyConsistent) > 0 else { return }
      pthread_mutex_lock(mutex)
      pthread_cond_broadcast(wake)
      pthread_mutex_unlock(mutex)
    }

    func stop() {
      stopped.store(true, ordering: .sequentiallyConsistent)
      generation.add(1, ordering: .sequentiallyConsistent)
      wakeParked()
    }

    /// Returns once `generation` differs from `seen`: spins for some tens of microseconds, then sleeps.
    func wait(from seen: Int) -> Int {
      for _ in 0..<4_000 {
        let now = generation.load(ordering: .acquiring)
        if now != seen { return now }
        sk_pause()
      }
      pthread_mutex_lock(mutex)
      parked.add(1, ordering: .sequentiallyConsistent)
      while generation.load(ordering: .sequentiallyConsistent) == seen { pthread_cond_wait(wake, mutex) }
      parked.subtract(1, ordering: .sequentiallyConsistent)
      pthread_mutex_unlock(mutex)
      return generation.load(ordering: .acquiring)
    }
  }

  private static func loop(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
    let shared = start.shared
    var seen = 0
    while true {
      seen = shared.wait(from: seen)
      if shared.stopped.load(ordering: .sequentiallyConsistent) { return nil }
      shared.join(as: start.index)
    }
  }
}
