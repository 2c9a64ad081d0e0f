"""Prints medians over seeds of what judge.py and the fits' seconds left in a folder, as a table.

usage: table.py FOLDER NAME:TARGET...
"""
import json
import os
import re
import sys
from statistics import median


def row(cells):
    print("| " + " | ".join(cells) + " |")


def main(folder, *entries):
    row(["table", "rows by", "quality (shapes, pairs)", "utility", "closest row (held-out's)", "copies", "fit, s"])
    row(["---"] * 7)
    for entry in entries:
        name = entry.partition(":")[0]
        programs = {}
        for line in open(f"{folder}/{name}.json"):
            judged = json.loads(line)
            match = re.fullmatch(rf"{re.escape(name)}-(.+)-(\d+)\.csv", os.path.basename(judged["file"]))
            program, seed = match.groups() if match else (judged["file"], "")
            fitted = f"{folder}/{name}-{program.removesuffix('-corrected')}-{seed}.seconds"
            if os.path.exists(fitted):
                judged["seconds"] = float(open(fitted).read())
            programs.setdefault(program, []).append(judged)
        for program, seeds in programs.items():
            def middle(key, digits=3):
                values = [judged[key] for judged in seeds if key in judged]
                return f"{median(values):.{digits}f}" if values else ""
            row([
                name, program, f"{middle('quality')} ({middle('shapes')}, {middle('pairs')})", middle("utility"),
                f"{middle('closest')} ({middle('closest of held-out')})" if middle("closest") else "",
                middle("copies", 4), middle("seconds", 1)])


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
