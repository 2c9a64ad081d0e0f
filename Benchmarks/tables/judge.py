"""Judges synthetic rows by held-out real ones: SDMetrics' quality report, and how useful they are for learning.

usage: judge.py TRAIN.csv TEST.csv TARGET SYNTHETIC.csv...

Needs sdmetrics, scikit-learn and pandas from PyPI. Prints a JSON line for each synthetic file: the quality report's
score with its two properties; the utility, macro F1 (or R2 where the target is a number) of gradient-boosted trees that
learned from the synthetic rows, on the held-out ones; the median distance of the first 2,000 synthetic rows to the closest
training row, in units of each column's range with categories as numbers, beside that of held-out rows; and the share of
synthetic rows that are a training row. The first line is of the real training rows in place of synthetic ones.
"""
import json
import sys
import warnings

import numpy as np
import pandas as pd
from sdmetrics.reports.single_table import QualityReport
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.metrics import f1_score, r2_score
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import OrdinalEncoder

warnings.filterwarnings("ignore")


def is_number(column):
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def metadata(table):
    kinds = {name: "numerical" if is_number(table[name]) else "categorical" for name in table}
    return {"columns": {name: {"sdtype": kind} for name, kind in kinds.items()}}


def utility(rows, test, target):
    features = [name for name in test if name != target]
    texts = [name for name in features if not is_number(test[name])]
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    tables = [rows[features].copy(), test[features].copy()]
    if texts:
        encoder.fit(tables[0][texts].astype(str))
        for table in tables:
            table[texts] = encoder.transform(table[texts].astype(str))
    x, held_out = (table.astype(float) for table in tables)
    if is_number(test[target]):
        model = HistGradientBoostingRegressor(random_state=0).fit(x, rows[target])
        return r2_score(test[target], model.predict(held_out))
    model = HistGradientBoostingClassifier(random_state=0).fit(x, rows[target].astype(str))
    return f1_score(test[target].astype(str), model.predict(held_out), average="macro")


def closest(train, rows, count=2000):
    """Distances of the first rows to the closest training row."""
    texts = [name for name in train if not is_number(train[name])]
    train, rows = train.copy(), rows[list(train)].head(count).copy()
    if texts:
        encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1).fit(train[texts].astype(str))
        for table in (train, rows):
            table[texts] = encoder.transform(table[texts].astype(str))
    train, rows = train.astype(float), rows.astype(float)
    low, span = train.min(), (train.max() - train.min()).replace(0, 1)
    train, rows = (((table - low) / span).fillna(-0.5).to_numpy() for table in (train, rows))
    return NearestNeighbors(n_neighbors=1).fit(train).kneighbors(rows)[0].ravel()


def main(train, test, target, *synthetic):
    train, test = pd.read_csv(train), pd.read_csv(test)
    held_out = closest(train, test)
    for path in ("real rows", *synthetic):
        rows = train if path == "real rows" else pd.read_csv(path)[list(train)]
        report = QualityReport()
        report.generate(test, rows, metadata(train), verbose=False)
        shapes, pairs = report.get_properties()["Score"]
        figures = dict(quality=report.get_score(), shapes=shapes, pairs=pairs, utility=utility(rows, test, target))
        if path != "real rows":
            distances = closest(train, rows)
            figures |= {
                "closest": np.median(distances), "closest of held-out": np.median(held_out),
                "copies": (distances < 1e-6).mean(), "copies of held-out": (held_out < 1e-6).mean()}
        print(json.dumps({"file": path} | {name: round(float(value), 4) for name, value in figures.items()}), flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
