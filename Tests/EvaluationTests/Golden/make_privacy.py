"""Writes privacy.json: three small tables, and what SDMetrics 0.32 says of distances, coverage and missing values.

usage: make_privacy.py > privacy.json
"""
import json
import sys
import warnings

import numpy as np
import pandas as pd
from sdmetrics.single_column import (
    BoundaryAdherence, CategoryAdherence, CategoryCoverage, MissingValueSimilarity, RangeCoverage)
from sdmetrics.single_table import DCROverfittingProtection
from sdmetrics.single_table.privacy.dcr_utils import calculate_dcr

KINDS = {'size': 'continuous', 'count': 'integer', 'full': 'continuous', 'city': 'category', 'colour': 'category',
         'flat': 'continuous'}


def table(generator, rows, spread, cities, holes):
    data = pd.DataFrame({
        'size': np.round(generator.normal(0, spread, rows), 2), 'count': generator.integers(0, 12, rows).astype(float),
        'full': np.round(generator.exponential(spread, rows), 1), 'city': generator.choice(list('abcdefgh')[:cities], rows),
        'colour': generator.choice(['red', 'green', 'blue'], rows, p=[0.6, 0.3, 0.1]), 'flat': 3.0})
    for name, share in holes.items():
        data.loc[generator.random(rows) < share, name] = np.nan
    return data


def plain(data):
    return [[None if pd.isna(v) else v for v in data[name].tolist()] for name in KINDS]


def main():
    warnings.simplefilter('ignore')
    generator = np.random.default_rng(3)
    training = table(generator, 90, 1.0, 6, {'size': 0.1, 'city': 0.1})
    real = table(generator, 60, 1.0, 6, {'size': 0.1, 'city': 0.1})
    synthetic = table(generator, 70, 1.3, 8, {'size': 0.2, 'city': 0.05, 'full': 0.1, 'colour': 0.1})
    synthetic.loc[:20, 'flat'] = 4.0
    synthetic.iloc[30:40] = training.iloc[:10].to_numpy()
    synthetic = synthetic.astype(training.dtypes)
    metadata = {'columns': {
        name: {'sdtype': 'categorical' if kind == 'category' else 'numerical'} for name, kind in KINDS.items()}}
    dcr = lambda rows, reference: calculate_dcr(rows, reference, metadata).tolist()
    protection = DCROverfittingProtection.compute_breakdown(training, synthetic, real, metadata, 'table')
    columns = []
    for name, kind in KINDS.items():
        coverage, adherence = (
            (CategoryCoverage, CategoryAdherence) if kind == 'category' else (RangeCoverage, BoundaryAdherence))
        score = coverage.compute(real[name], synthetic[name])
        columns.append({
            'name': name, 'coverage': None if np.isnan(score) else score,
            'adherence': float(adherence.compute(real[name], synthetic[name])),
            'missing': MissingValueSimilarity.compute(real[name], synthetic[name])})
    json.dump({
        'names': list(KINDS), 'kinds': list(KINDS.values()), 'training': plain(training), 'real': plain(real),
        'synthetic': plain(synthetic), 'toTraining': dcr(synthetic, training), 'heldOut': dcr(real, training),
        'closerToTraining': protection['synthetic_data_percentages']['closer_to_training'],
        'overfittingProtection': protection['score'], 'columns': columns}, sys.stdout, separators=(',', ':'))


if __name__ == '__main__':
    main()
