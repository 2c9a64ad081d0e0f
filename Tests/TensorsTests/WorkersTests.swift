import SaddleTensors
import Synchronization
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The threads that share work.
@Suite struct WorkersTests {
  @Test("each task of each job is done once, however many threads there are", arguments: [1, 2, 3, 8])
  func everyTaskOnce(threads: Int) {
    let workers = Workers(count: threads)
    var wrong = 0
    for job in 0..<4_000 {
      let tasks = job * 7 % 41
      let first = job % 3 == 0 ? tasks * (job % 5) / 5 : 0
      let counts = (0..<max(1, tasks)).map { _ in Box(0) }
      workers.run(first: first, tasks: tasks) { counts[$0].value.add(1, ordering: .relaxed) }
      wrong += counts.prefix(tasks).count { $0.value.load(ordering: .relaxed) != 1 }
      // Long enough for the others to fall asleep now and then.
      if job % 500 == 0 { usleep(2_000) }
    }
    #expect(wrong == 0)
  }

  @Test("no other task is begun before all first ones are", arguments: [2, 3, 8])
  func firstTasks(threads: Int) {
    let workers = Workers(count: threads)
    var early = 0
    for job in 0..<2_000 {
      let (first, tasks) = (1 + job % 9, 12 + job % 11)
      let (begun, tooEarly) = (Box(0), Box(0))
      workers.run(first: first, tasks: tasks) { task in
        if task < first {
          begun.value.add(1, ordering: .sequentiallyConsistent)
        } else if begun.value.load(ordering: .sequentiallyConsistent) < first {
          // It may have been taken and not yet begun to count; a task that waits for it must see it come.
          for _ in 0..<1_000_000 where begun.value.load(ordering: .sequentiallyConsistent) < first { sched_yield() }
          if begun.value.load(ordering: .sequentiallyConsistent) < first {
            tooEarly.value.add(1, ordering: .relaxed)
          }
        }
      }
      early += tooEarly.value.load(ordering: .relaxed)
    }
    #expect(early == 0)
  }

  private final class Box: Sendable {
    let value: Atomic<Int>

    init(_ value: Int) { self.value = Atomic(value) }
  }
}
