"""Writes a table that nobody has tuned for: NAME.train.csv and NAME.test.csv in a folder.

usage: generate.py FOLDER NAME SEED [ROWS]

Each column is drawn given a few of those before it, by a random function of them: numbers that are normal, log-normal,
rounded, zero-inflated or bounded around a sum of products of their parents; categories of 2 to 12 labels by random scores of
them; cells missing by one of them. The last column, `target`, is a class that depends on five others. Needs numpy and pandas.
"""
import sys

import numpy as np
import pandas as pd


def generate(seed, rows, columns=15):
    random = np.random.default_rng(seed)
    # What children see of a column, in units of its spread.
    signals, table = [], {}

    def mixture(parents):
        weights = random.normal(size=len(parents))
        total = sum(weight * signals[parent] for weight, parent in zip(weights, parents))
        if len(parents) > 1:
            total = total + random.normal() * signals[parents[0]] * np.maximum(signals[parents[1]], 0)
        return total / np.sqrt(len(parents) + 1)

    for index in range(columns + 1):
        last = index == columns
        count = 5 if last else min(index, int(random.integers(0, 4)))
        parents = list(random.choice(index, size=count, replace=False)) if count else []
        base = mixture(parents) if parents else np.zeros(rows)
        if last or random.random() < 0.45:
            labels = 2 if last else int(random.integers(2, 13))
            slopes, offsets = random.normal(size=labels) * 2, random.normal(size=labels)
            noise = random.gumbel(size=(rows, labels)) * (0.5 if last else 1)
            codes = (base[:, None] * slopes + offsets + noise).argmax(1)
            effects = random.normal(size=labels)
            signal, values = effects[codes], np.array([f"v{code}" for code in range(labels)])[codes].astype(object)
        else:
            signal = base + random.normal(size=rows) * random.choice([0.3, 1])
            kind = random.integers(0, 5)
            values = [
                np.round(signal, 3), np.round(np.exp(signal) * 100, 2), np.round(20 + 8 * signal),
                np.where(signal > 0.3, np.round(signal * 1000), 0.0), np.round(100 / (1 + np.exp(-signal)), 1),
            ][kind]
        signal = (signal - signal.mean()) / (signal.std() + 1e-9)
        if not last and parents and random.random() < 0.25:
            missing = random.random(rows) < 0.2 / (1 + np.exp(-2 * signals[parents[0]]))
            values = pd.Series(values).mask(missing)
        signals.append(signal)
        table["target" if last else f"c{index}"] = values
    return pd.DataFrame(table)


def main(folder, name, seed, rows=6000):
    table = generate(int(seed), int(rows))
    cut = len(table) * 4 // 5
    table[:cut].to_csv(f"{folder}/{name}.train.csv", index=False)
    table[cut:].to_csv(f"{folder}/{name}.test.csv", index=False)


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    main(*sys.argv[1:])
