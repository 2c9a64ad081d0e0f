"""How well attackers tell which rows were trained on, over many ways to hold rows out.

usage: attacks.py FILE... [--splits N] [--saddle PROGRAM] [--set KEY=VALUE]...

The rows of the files, which have the same columns, are shuffled, a fifth of them held out, and the default recipe trained
on the others; `saddle evaluate --train` attacks it. A single split of a small table leaves an attack uncertain by more
than what is to be measured: printed are the means over splits, with their standard errors, and each split's figures.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy as np
import pandas as pd


def attacked(rows, seed, arguments, folder):
    order = np.random.default_rng(seed).permutation(len(rows))
    cut = len(rows) * 4 // 5
    train, test, run = folder / "train.csv", folder / "test.csv", folder / "run"
    rows.iloc[order[:cut]].to_csv(train, index=False)
    rows.iloc[order[cut:]].to_csv(test, index=False)
    sets = [part for value in arguments.set for part in ("--set", value)]
    subprocess.run(
        [arguments.saddle, "train", train, "--seed", str(seed), "--out", run, "--overwrite", "--quiet", *sets],
        check=True, stdout=subprocess.DEVNULL)
    report = subprocess.run(
        [arguments.saddle, "evaluate", run, "--against", test, "--train", train, "--json"],
        check=True, stdout=subprocess.PIPE).stdout
    privacy = json.loads(report)["privacy"]
    return [privacy[attack]["auc"] for attack in ("distanceAttack", "trainedAttack")]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+")
    parser.add_argument("--splits", type=int, default=14)
    parser.add_argument("--saddle", default=".build/release/saddle")
    parser.add_argument("--set", action="append", default=[])
    arguments = parser.parse_args()
    # Cells as they are written, so that nothing of their format is lost.
    rows = pd.concat([pd.read_csv(file, dtype=str, keep_default_na=False) for file in arguments.files])
    with tempfile.TemporaryDirectory() as folder:
        found = [attacked(rows, seed, arguments, pathlib.Path(folder)) for seed in range(arguments.splits)]
    found = np.array(found)
    for name, own in zip(["by distance", "trained"], found.T):
        error = own.std(ddof=1) / len(own) ** 0.5
        print(f"{name}: AUC {own.mean():.3f}, error {error:.3f}; {', '.join(f'{value:.3f}' for value in own)}")


if __name__ == "__main__":
    main()
