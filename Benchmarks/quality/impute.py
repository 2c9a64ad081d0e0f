"""Holds `saddle impute` to scikit-learn's IterativeImputer, and both to means and most frequent labels.

usage: impute.py FOLDER [--saddle PROGRAM] [--share SHARE] [--seeds N] [--skip-peer]

For each NAME.train.csv, cells are removed at random and filled again. Numbers: the root mean square error in standard
deviations of the column. Labels: the share that is right. Each is the mean over the columns. IterativeImputer has all its
defaults (BayesianRidge, 10 rounds) on standardized numbers and labels as columns of zeros and ones, all but the most
frequent label's; the greatest is the label. The spread is the median over the columns of numbers of the deviation of
filled cells, divided by that of the cells that were removed. Fails if a known cell comes back changed.
"""
import argparse
import pathlib
import subprocess
import tempfile
import time
import warnings

import numpy as np
import pandas as pd
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.impute import IterativeImputer


def usual(data, numbers):
    return data.fillna({name: data[name].mean() if name in numbers else data[name].mode()[0] for name in data})


def iterative(data, numbers):
    labels = [name for name in data if name not in numbers]
    wide = pd.get_dummies(data, columns=labels, dtype=float)
    groups = {name: [f'{name}_{label}' for label in data[name].dropna().unique()] for name in labels}
    for name in labels:
        wide.loc[data[name].isna(), groups[name]] = np.nan
    # Were none left out, each would be 1 less the others, and guesses would stay at the means: the most frequent label.
    left_out = {name: max(groups[name], key=lambda column: wide[column].mean()) for name in labels}
    wide = wide.drop(columns=list(left_out.values()))
    deviation, mean = wide.std().replace(0, 1), wide.mean()
    guess = IterativeImputer(random_state=0).fit_transform((wide - mean) / deviation)
    guess = pd.DataFrame(guess, columns=wide.columns) * deviation + mean
    result = data.copy()
    for name in data:
        if name in numbers:
            result[name] = data[name].fillna(guess[name])
        else:
            shares = guess[[column for column in groups[name] if column != left_out[name]]].copy()
            shares[left_out[name]] = 1 - shares.sum(axis=1)
            result[name] = data[name].fillna(shares.idxmax(axis=1).str[len(name) + 1:])
    return result


def ours(saddle, original, hidden, scratch, *flags):
    """The file with cells removed from its text, so that all others are as they were, is filled."""
    source, result = scratch / 'holes.csv', scratch / 'filled.csv'
    original.mask(hidden, '').to_csv(source, index=False)
    subprocess.run([saddle, 'impute', str(source), '--quiet', '--out', str(result), *flags], check=True)
    filled = pd.read_csv(result, dtype=str, keep_default_na=False)
    known = ~hidden & ~original.isin(['', 'NA'])
    if not (filled.where(known, '') == original.where(known, '')).all(axis=None):
        raise SystemExit(f'a known cell of {source.name} was changed')
    return pd.read_csv(result)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', type=pathlib.Path)
    parser.add_argument('--saddle', default='.build/release/saddle', help='the built program')
    parser.add_argument('--share', type=float, default=0.15, help='of cells that are removed')
    parser.add_argument('--seeds', type=int, default=3)
    parser.add_argument('--table', action='append', default=[], metavar='NAME', help='only this one')
    parser.add_argument('--skip-peer', action='store_true', help='without IterativeImputer')
    arguments = parser.parse_args()
    warnings.simplefilter('ignore')
    print(f'{"table":12} {"method":18} {"error of numbers":>17} {"labels right":>13} {"seconds":>8}   each seed')
    for file in sorted(arguments.folder.glob('*.train.csv')):
        name = file.name.removesuffix('.train.csv')
        if arguments.table and name not in arguments.table:
            continue
        text = pd.read_csv(file, dtype=str, keep_default_na=False)
        truth = pd.read_csv(file)
        numbers = [column for column in truth if np.issubdtype(truth[column].dtype, np.number)]
        scores, spreads = {}, []
        for seed in range(arguments.seeds):
            hidden = pd.DataFrame(np.random.default_rng(seed).random(truth.shape) < arguments.share, columns=truth.columns)
            hidden &= truth.notna()
            holes = truth.mask(hidden).astype({column: float for column in numbers})
            with tempfile.TemporaryDirectory() as scratch:
                scratch = pathlib.Path(scratch)
                methods = {'mean or mode': lambda: usual(holes, numbers)}
                if not arguments.skip_peer:
                    methods['IterativeImputer'] = lambda: iterative(holes, numbers)
                methods['saddle impute'] = lambda: ours(arguments.saddle, text, hidden, scratch)
                methods['... --draw'] = lambda: ours(arguments.saddle, text, hidden, scratch, '--draw')
                for method, fill in methods.items():
                    start = time.time()
                    filled = fill()
                    seconds = time.time() - start
                    errors = [
                        np.sqrt(np.mean((filled[c] - truth[c])[hidden[c]] ** 2)) / truth[c].std() for c in numbers]
                    right = [np.mean((filled[c] == truth[c])[hidden[c]]) for c in truth if c not in numbers]
                    scores.setdefault(method, []).append((np.mean(errors), np.mean(right), seconds))
                    spreads.append((method, [filled[c][hidden[c]].std() / truth[c][hidden[c]].std() for c in numbers]))
        for method, values in scores.items():
            error, right, seconds = np.mean(values, axis=0)
            each = ', '.join(f'{a:.3f} {b:.3f}' for a, b, _ in values)
            spread = np.median([ratio for other, ratios in spreads if other == method for ratio in ratios])
            print(f'{name:12} {method:18} {error:17.4f} {right:13.4f} {seconds:8.1f}   {each}; spread {spread:.2f}', flush=True)


if __name__ == '__main__':
    main()
