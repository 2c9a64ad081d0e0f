"""What the peers' programs share: their options, the timing of a step, and the line that they print."""
import argparse
import json
import os
import resource
import statistics
import time


def options(description, steps, settings=("default",)):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("steps", nargs="*", metavar="STEP", help=f"of {' '.join(steps)}; all unless given")
    parser.add_argument("--setting", choices=settings, default=settings[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int)
    parser.add_argument("--width", type=int, help="of the hidden layers of w1 and w2")
    parser.add_argument("--size", type=int, default=32, help="of the images of w3 and w4")
    parser.add_argument("--seconds", type=float, default=3, help="about how long a step is measured")
    chosen = parser.parse_args()
    if unknown := set(chosen.steps) - set(steps):
        parser.error(f"no step {' '.join(unknown)}")
    chosen.steps = chosen.steps or list(steps)
    # Libraries that take a thread for each core are kept to as many cores.
    os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[: chosen.threads]))
    return chosen


def milliseconds(run, seconds):
    """The median of five rounds, or of as many as `seconds` hold; `run(n)` takes n steps and waits for the last."""
    begin, count = time.perf_counter(), 3
    run(3)
    while time.perf_counter() - begin < seconds / 10:
        run(1)
        count += 1
    begin = time.perf_counter()
    run(1)
    count = max(1, int(seconds / 5 / (time.perf_counter() - begin)))
    rounds, start = [], time.perf_counter()
    while not rounds or (len(rounds) < 5 and time.perf_counter() - start < seconds):
        begin = time.perf_counter()
        run(count)
        rounds.append((time.perf_counter() - begin) / count * 1e3)
    return statistics.median(rounds)


def report(peer, chosen, step, run):
    ms = milliseconds(run, chosen.seconds)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = dict(peer=peer, setting=chosen.setting, step=step, ms=round(ms, 3), threads=chosen.threads)
    print(json.dumps(line | dict(peak_mb=round(memory))), flush=True)
