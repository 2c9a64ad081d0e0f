import CKernels
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A small pool of threads that spin briefly for work and then park.
///
/// `run` splits work into numbered tasks that any thread may take; which thread takes which task never matters to the
/// result. A call that finds the pool busy (a second thread of the program computing at once) does its work alone.
final class Workers: Sendable {
  /// The number of threads that compute, the calling one included.
  let count: Int
  private let shared: Shared

  init(count: Int) {
    self.count = count
    shared = Shared()
    for _ in 1..<max(1, count) {
      var thread: pthread_t! = pthread_t(bitPattern: 0)
      let argument = Unmanaged.passRetained(shared).toOpaque()
      let status = pthread_create(&thread, nil, { Workers.loop($0) }, argument)
      if status == 0 {
        pthread_detach(thread)
      } else {
        Unmanaged<Shared>.fromOpaque(argument).release()
      }
    }
  }

  deinit { shared.stop() }

  /// Calls `body` once for each number in `0 ..< tasks`, on all threads, and returns when all calls have.
  func run(tasks: Int, _ body: (Int) -> Void) {
    guard tasks > 1, count > 1, shared.owned.exchange(true, ordering: .acquiring) == false else {
      for task in 0..<tasks { body(task) }
      return
    }
    withoutActuallyEscaping(body) { escapable in
      shared.start(Job(tasks: tasks, body: escapable))
    }
    shared.owned.store(false, ordering: .releasing)
  }

  private struct Job {
    let tasks: Int
    let body: (Int) -> Void
  }

  /// The state that the threads share.
  ///
  /// `@unchecked Sendable` holds since `job` is written only by the owner while `gate` is closed and no worker is inside,
  /// and read only by a worker that has passed the open gate; `mutex` guards the parking.
  private final class Shared: @unchecked Sendable {
    let owned = Atomic<Bool>(false)
    let generation = Atomic<Int>(0)
    let next = Atomic<Int>(0)
    /// The number of workers inside the job; less by `closed` while none may enter.
    let gate = Atomic<Int>(Shared.closed)
    let stopped = Atomic<Bool>(false)
    let parked = Atomic<Int>(0)
    var job: Job?
    static let closed = Int.min / 2
    let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
      pthread_mutex_init(mutex, nil)
      pthread_cond_init(wake, nil)
    }

    deinit {
      pthread_cond_destroy(wake)
      pthread_mutex_destroy(mutex)
      mutex.deallocate()
      wake.deallocate()
    }

    /// Runs a job, with whichever workers are awake in time to take a part.
    func start(_ job: Job) {
      self.job = job
      next.store(0, ordering: .relaxed)
      gate.store(0, ordering: .releasing)
      generation.add(1, ordering: .sequentiallyConsistent)
      wakeParked()
      work(job)
      gate.add(Shared.closed, ordering: .acquiringAndReleasing)
      var spins = 0
      while gate.load(ordering: .acquiring) != Shared.closed {
        spins += 1
        if spins < 2_000 { sk_pause() } else { sched_yield() }
      }
      self.job = nil
    }

    /// Takes a part in the job, if it is still open.
    func join() {
      var inside = gate.load(ordering: .acquiring)
      while inside >= 0 {
        let (entered, now) = gate.compareExchange(
          expected: inside, desired: inside + 1, ordering: .acquiringAndReleasing)
        if entered {
          work(job!)
          gate.subtract(1, ordering: .releasing)
          return
        }
        inside = now
      }
    }

    func work(_ job: Job) {
      while true {
        let task = next.add(1, ordering: .relaxed).oldValue
        if task >= job.tasks { return }
        job.body(task)
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
    let shared = Unmanaged<Shared>.fromOpaque(argument!).takeRetainedValue()
    var seen = 0
    while true {
      seen = shared.wait(from: seen)
      if shared.stopped.load(ordering: .sequentiallyConsistent) { return nil }
      shared.join()
    }
  }
}
