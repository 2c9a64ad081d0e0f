"""Runs the training steps of Saddle and of the peers, each in a process of its own; for `compare` and `scaling`."""
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PYTHON = os.environ.get("PYTHON", sys.executable)
IMAGES = ("w3", "w4")
# What else ran on the machine before the first measurement; far from zero, the times mean little.
LOAD = os.getloadavg()[0]


def build(product="Steps", folder=HERE):
    """Builds a program of the package in a folder and returns its path."""
    package = ["swift", "build", "-c", "release", "--package-path", str(folder)]
    subprocess.run([*package, "--product", product], check=True, stdout=sys.stderr)
    shown = subprocess.run([*package, "--show-bin-path"], check=True, capture_output=True, text=True)
    return Path(shown.stdout.strip(), product)


def contestants(steps, step, compiled=False):
    """The commands that take a step, by name: the peers that have it, then Saddle."""
    settings = ["default"] + ["channels-last"] * (step in IMAGES) + ["compiled"] * compiled
    commands = {"jax": [PYTHON, HERE / "peers/jax_steps.py", step]} if step != "w4" else {}
    for setting in settings:
        name = "torch" if setting == "default" else f"torch, {setting}"
        commands[name] = [PYTHON, HERE / "peers/torch_steps.py", step, "--setting", setting]
    return commands | {"Saddle": [steps, step]}


def measure(command, **options):
    """The line that a program prints, or None if it fails, which is said."""
    words = [*map(str, command), *(word for name, value in options.items() for word in (f"--{name}", str(value)))]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode or not done.stdout.strip():
        reason = (done.stderr.strip().splitlines() or ["no output"])[-1]
        print(f"{' '.join(words)}: {reason}", file=sys.stderr)
        return None
    return json.loads(done.stdout.strip().splitlines()[-1])


def machine():
    names = [line.split(":")[1].strip() for line in lines("/proc/cpuinfo") if line.startswith("model name")]
    name = (names or [platform.processor() or platform.machine()])[0]
    return f"{name}, {len(os.sched_getaffinity(0))} cores, load before {LOAD:.1f}"


def lines(path):
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def commit():
    """The commit that is measured, marked when files differ from it."""
    done = subprocess.run(["git", "-C", HERE, "describe", "--always", "--dirty"], capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def short(milliseconds):
    """Three digits, or all before the point."""
    return f"{milliseconds:,.0f}" if milliseconds >= 100 else f"{milliseconds:.3g}"


def table(head, rows):
    """A table in Markdown."""
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in [head, ["---"] * len(head), *rows])
