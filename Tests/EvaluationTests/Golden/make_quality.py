"""Makes quality.json: small tables with awkward columns, and what SDMetrics' QualityReport says of them.

usage: make_quality.py > quality.json        (sdmetrics 0.32.0, pandas 2.3.3)
"""
import json
import math
import sys
import warnings

import numpy as np
import pandas as pd
from sdmetrics.reports.single_table import QualityReport

warnings.simplefilter('ignore')
SDTYPES = {'continuous': 'numerical', 'integer': 'numerical', 'datetime': 'datetime', 'category': 'categorical',
           'boolean': 'boolean'}


def plain(value):
    """A value as JSON holds it: None for missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value


def frame(kinds, columns):
    """The table as pandas would hold it: seconds become dates, texts of booleans become booleans."""
    data = pd.DataFrame({name: pd.Series(list(values), dtype=None if any(v is not None for v in values) else float)
                         for name, values in columns.items()})
    for name, kind in kinds.items():
        if kind == 'datetime':
            data[name] = pd.to_datetime(data[name], unit='s')
        if kind == 'boolean':
            data[name] = data[name].map({'true': True, 'false': False})
    return data


def case(name, kinds, real, synthetic):
    real, synthetic = ({k: [plain(v) for v in table[k]] for k in kinds} for table in (real, synthetic))
    report = QualityReport()
    report.generate(frame(kinds, real), frame(kinds, synthetic),
                    {'columns': {k: {'sdtype': SDTYPES[kind]} for k, kind in kinds.items()}}, verbose=False)
    shapes, trends = report.get_details('Column Shapes'), report.get_details('Column Pair Trends')
    means = report.get_properties().set_index('Property')['Score']
    return {
        'name': name, 'kinds': [kinds[k] for k in kinds], 'names': list(kinds),
        'real': [real[k] for k in kinds], 'synthetic': [synthetic[k] for k in kinds],
        'score': plain(float(report.get_score())),
        'shapes': plain(means['Column Shapes']), 'trends': plain(means['Column Pair Trends']),
        'columns': [{'name': row['Column'], 'metric': row['Metric'], 'score': plain(row['Score'])}
                    for _, row in shapes.iterrows()],
        'pairs': [{'first': row['Column 1'], 'second': row['Column 2'], 'metric': row['Metric'],
                   'score': plain(row['Score']), 'real': plain(row['Real Correlation']),
                   'association': plain(row['Real Association'])} for _, row in trends.iterrows()],
    }


def holed(generator, values, share):
    return [None if hole else value for hole, value in zip(generator.random(len(values)) < share, values)]


def mixed(generator, rows, bend, extra):
    """Columns that all follow one hidden number, more loosely as `bend` grows; `extra` is a label of its own."""
    hidden = generator.normal(size=rows)
    noise = lambda: hidden + bend * generator.normal(size=rows)
    amount = np.round(noise() * 20 + 100, 1)
    visits = np.maximum(0, np.round(noise() * 2 + 3)).astype(int)
    since = np.round(1.6e9 + 1e7 * noise())
    grade = np.array(['low', 'middle', 'high', extra])[np.digitize(noise(), [-0.7, 0.4, 1.5])]
    member = np.where(noise() > 0, 'true', 'false')
    colour = generator.choice(['red', 'green', extra], size=rows)
    return {'amount': holed(generator, amount, 0.1), 'visits': visits, 'since': holed(generator, since, 0.05),
            'loss': -amount + np.round(10 * generator.normal(size=rows), 1),
            'grade': holed(generator, grade, 0.15), 'member': member, 'active': holed(generator, member, 0.1),
            'colour': colour}


MIXED = {'amount': 'continuous', 'visits': 'integer', 'since': 'datetime', 'loss': 'continuous', 'grade': 'category',
         'member': 'boolean', 'active': 'boolean', 'colour': 'category'}


def constants(generator):
    rows = 30
    rise = np.arange(rows)
    halves = np.where(rise < 15, 'a', 'b')
    kinds = {'rise': 'integer', 'constant': 'continuous', 'other constant': 'continuous', 'falls still': 'integer',
             'wakes': 'integer', 'halves': 'category', 'one label': 'category', 'collapsed': 'category',
             'empty number': 'continuous', 'empties': 'continuous', 'fills': 'integer', 'empty label': 'category'}
    real = {'rise': rise, 'constant': [2.5] * rows, 'other constant': [2.5] * rows, 'falls still': rise * 2,
            'wakes': [7] * rows, 'halves': halves, 'one label': ['x'] * rows, 'collapsed': halves,
            'empty number': [None] * rows, 'empties': rise + 0.5, 'fills': [None] * rows,
            'empty label': [None] * rows}
    synthetic = {**real, 'rise': generator.permutation(rise), 'constant': [2.5] * rows,
                 'other constant': [3.5] * rows, 'falls still': [20] * rows, 'wakes': rise, 'collapsed': ['a'] * rows,
                 'empties': [None] * rows, 'fills': rise}
    return case('constants', kinds, real, synthetic)


def main():
    generator = np.random.default_rng(7)
    few = {'x': 'continuous', 'y': 'continuous'}
    cases = [
        case('mixed', MIXED, mixed(generator, 300, 0.5, 'rare'), mixed(generator, 200, 0.9, 'unseen')),
        case('mixed, 12 rows', MIXED, mixed(generator, 12, 0.3, 'rare'), mixed(generator, 9, 0.3, 'rare')),
        constants(generator),
        case('one pair in common', few, {'x': [1, 2, None, 4], 'y': [1, None, 3, None]},
             {'x': [1, 2, 3, 4], 'y': [4, 3, 2, 1]}),
        case('two rows', few, {'x': [1, 2], 'y': [5, 3]}, {'x': [1, 2], 'y': [3, 5]}),
        case('below the 14th decimal', few, {'x': [1e-15, 2e-15, 3e-15], 'y': [0.3, 0.3, 0.1]},
             {'x': [3e-15, 2e-15, 7e-16], 'y': [0.1 + 0.2, 0.1 + 0.2, 0.1]}),
        case('nothing there', {'x': 'continuous', 'k': 'category'}, {'x': [None] * 3, 'k': [None] * 3},
             {'x': [None] * 3, 'k': [None] * 3}),
    ]
    json.dump(cases, sys.stdout, separators=(',', ':'), allow_nan=False)
    print()


if __name__ == '__main__':
    main()
