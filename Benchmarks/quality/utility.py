"""Holds the utility of `saddle evaluate --json` to scikit-learn's histogram gradient boosting on the tables of a folder.

usage: utility.py FOLDER [--saddle PROGRAM] [--target NAME=COLUMN]... [--every]

For each NAME.train.csv and NAME.test.csv, the target is guessed in the test rows by trees taught by the training rows,
and by trees taught by those with every column shuffled by itself within the values of the target, which is what a
synthetic table without relations between the other columns teaches. Without --target it is every column in turn with
--every, else a few. Prints macro F1 (categories) or R2 (numbers) of both programs, and exits 1 when they differ by more
than 0.01.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier as Classifier
from sklearn.ensemble import HistGradientBoostingRegressor as Regressor
from sklearn.metrics import f1_score, r2_score
from sklearn.preprocessing import OrdinalEncoder

TOLERANCE = 0.01
TARGETS = {'credit_data': ['Status'], 'attrition': ['Attrition'], 'diamonds': ['price', 'cut', 'color']}


def is_number(column):
    return np.issubdtype(column.dtype, np.number)


def peer(taught, test, target):
    """scikit-learn's score, with categories by the place of their names, all defaults but the early stopping, whose rows
    are drawn at random."""
    labels = [name for name in taught if not is_number(taught[name]) and name != target]
    frames = [data.drop(columns=[target]) for data in (taught, test)]
    if labels:
        encoder = OrdinalEncoder(handle_unknown='use_encoded_value', unknown_value=-1)
        encoder.fit(frames[0][labels].astype(str))
        for frame in frames:
            frame[labels] = encoder.transform(frame[labels].astype(str))
    fit, ask = (frame.astype(float) for frame in frames)
    if is_number(test[target]):
        model = Regressor(early_stopping=False).fit(fit, taught[target])
        return r2_score(test[target], model.predict(ask))
    model = Classifier(early_stopping=False).fit(fit, taught[target].astype(str))
    return f1_score(test[target].astype(str), model.predict(ask), average='macro')


def ours(saddle, taught, test, target):
    command = [saddle, 'evaluate', str(taught), '--against', str(test), '--target', target, '--json']
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return report['utility']['targets'][0]['synthetic']


def shuffled(data, target, into):
    """Writes `data` with every other column in an order of its own among rows of like target."""
    generator = np.random.default_rng(0)
    like = data[target].rank(pct=True).mul(10).round() if is_number(data[target]) else data[target]
    result = data.copy()
    for name in data.columns.drop(target):
        result[name] = data.groupby(like, dropna=False)[name].transform(lambda x: generator.permutation(x.to_numpy()))
    result.to_csv(into, index=False)
    return into


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', type=pathlib.Path)
    parser.add_argument('--saddle', default='.build/release/saddle', help='the built program')
    parser.add_argument('--target', action='append', default=[], metavar='NAME=COLUMN')
    parser.add_argument('--every', action='store_true', help='every column in turn')
    arguments = parser.parse_args()
    named = dict(text.split('=', 1) for text in arguments.target)
    warnings.simplefilter('ignore')
    worst = 0.0
    print(f'{"table":14} {"target":24} {"taught by":10} {"ours":>8} {"theirs":>8} {"apart":>8}')
    with tempfile.TemporaryDirectory() as scratch:
        for train_file in sorted(arguments.folder.glob('*.train.csv')):
            name = train_file.name.removesuffix('.train.csv')
            test_file = train_file.with_name(f'{name}.test.csv')
            train, test = pd.read_csv(train_file), pd.read_csv(test_file)
            targets = [named[name]] if name in named else TARGETS.get(name, [train.columns[-1]])
            for target in train.columns if arguments.every else targets:
                fake_file = shuffled(train, target, pathlib.Path(scratch) / 'shuffled.csv')
                for kind, file in (('real', train_file), ('shuffled', fake_file)):
                    mine, theirs = ours(arguments.saddle, file, test_file, target), peer(pd.read_csv(file), test, target)
                    apart = abs(mine - theirs)
                    worst = max(worst, apart)
                    print(f'{name:14} {target:24} {kind:10} {mine:8.4f} {theirs:8.4f} {apart:8.4f}', flush=True)
    if not worst <= TOLERANCE:
        sys.exit(f'the scores differ by {worst:.4f}, more than {TOLERANCE}')


if __name__ == '__main__':
    main()
