"""Holds `saddle evaluate --json` to SDMetrics' QualityReport on the tables of a folder.

usage: compare.py FOLDER [--saddle PROGRAM]

Each NAME.train.csv is judged against NAME.test.csv, and any other NAME.csv by its odd rows against its even rows; then
once more with every column shuffled by itself, which keeps the shapes and breaks the trends.
Exits 1 when a score differs by more than 1e-3, or is defined on one side only.
"""
import argparse
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pandas as pd
from sdmetrics.reports.single_table import QualityReport

TOLERANCE = 1e-3


def metadata(data):
    """The columns as pandas reads them: booleans, numbers, and the rest categories."""
    def kind(column):
        if column.dtype == bool:
            return 'boolean'
        return 'numerical' if np.issubdtype(column.dtype, np.number) else 'categorical'
    return {'columns': {name: {'sdtype': kind(data[name])} for name in data}}


def peer(real_file, synthetic_file, left_out):
    """SDMetrics' scores, by the same names as ours: every row counts, and identifiers are left out."""
    real, synthetic = (pd.read_csv(file).drop(columns=left_out) for file in (real_file, synthetic_file))
    report = QualityReport()
    report.num_rows_subsample = None
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')
        report.generate(real, synthetic[real.columns], metadata(real), verbose=False)
    shapes = report.get_details('Column Shapes')
    trends = report.get_details('Column Pair Trends')
    means = report.get_properties().set_index('Property')['Score']
    return {
        'score': report.get_score(), 'shapes': means['Column Shapes'], 'trends': means['Column Pair Trends'],
        'columns': dict(zip(shapes['Column'], shapes['Score'])),
        'pairs': {frozenset(pair): score
                  for *pair, score in zip(trends['Column 1'], trends['Column 2'], trends['Score'])},
    }


def ours(saddle, real_file, synthetic_file):
    """The scores that the command prints, and the columns that it leaves out."""
    command = [*saddle, 'evaluate', str(synthetic_file), '--against', str(real_file), '--json']
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return {
        **{key: report[key] for key in ('score', 'shapes', 'trends')},
        'columns': {column['name']: column['score'] for column in report['columns']},
        'pairs': {frozenset((pair['first'], pair['second'])): pair['score'] for pair in report['pairs']},
    }, report['leftOut']


def difference(ours, theirs):
    """How far two scores are apart: 0 when both are undefined, infinite when one is."""
    defined = [score is not None and not math.isnan(score) for score in (ours, theirs)]
    return abs(ours - theirs) if all(defined) else math.inf if any(defined) else 0.0


def largest(ours, theirs):
    """The largest difference between two sets of named scores, and where it is."""
    differences = {name: difference(ours.get(name), theirs.get(name)) for name in ours.keys() | theirs.keys()}
    name = max(differences, key=differences.get, default=None)
    return differences.get(name, 0.0), name


def shuffled(file, into):
    """Writes `file` with every column in an order of its own."""
    data, generator = pd.read_csv(file), np.random.default_rng(0)
    for name in data:
        data[name] = generator.permutation(data[name].to_numpy())
    data.to_csv(into, index=False)
    return into


def halves(file, folder):
    """Writes the even and the odd rows of `file`."""
    data = pd.read_csv(file)
    for start, half in enumerate(('even', 'odd')):
        data[start::2].to_csv(folder / f'{file.stem}.{half}.csv', index=False)
    return folder / f'{file.stem}.even.csv', folder / f'{file.stem}.odd.csv'


def cases(folder, scratch):
    """Name, real file and synthetic file of each comparison."""
    for file in sorted(folder.glob('*.csv')):
        if file.stem.endswith('.train'):
            continue
        name = file.stem.removesuffix('.test')
        real, synthetic = (file, file.with_name(f'{name}.train.csv')) if name != file.stem else halves(file, scratch)
        yield name, real, synthetic
        yield f'{name}, shuffled', real, shuffled(synthetic, scratch / f'{synthetic.stem}.shuffled.csv')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder', type=pathlib.Path)
    parser.add_argument('--saddle', default='.build/release/saddle', help='the built program')
    arguments = parser.parse_args()
    worst = 0.0
    print(f'{"table":24} {"ours":>7} {"theirs":>7}   differences: {"score":>8} {"shapes":>8} {"trends":>8}'
          f' {"column":>8} {"pair":>8}')
    with tempfile.TemporaryDirectory() as scratch:
        for name, real, synthetic in cases(arguments.folder, pathlib.Path(scratch)):
            mine, left_out = ours([arguments.saddle], real, synthetic)
            theirs = peer(real, synthetic, left_out)
            places = {part: largest(mine[part], theirs[part]) for part in ('columns', 'pairs')}
            differences = [difference(mine[key], theirs[key]) for key in ('score', 'shapes', 'trends')]
            differences += [apart for apart, _ in places.values()]
            worst = max(worst, *differences)
            print(f'{name:24} {mine["score"]:7.4f} {theirs["score"]:7.4f}               '
                  + ' '.join(f'{apart:8.1e}' for apart in differences)
                  + (f'  left out: {", ".join(left_out)}' if left_out else ''))
            for part, (apart, place) in places.items():
                if apart > TOLERANCE:
                    print(f'  {part}: {place if isinstance(place, str) else " x ".join(sorted(place))}')
    if not worst <= TOLERANCE:
        sys.exit(f'the scores differ by {worst:.1e}, more than {TOLERANCE:.0e}')


if __name__ == '__main__':
    main()
