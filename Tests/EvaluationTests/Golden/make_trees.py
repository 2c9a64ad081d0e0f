"""Writes trees.json: small tables and what scikit-learn 1.9's histogram gradient boosting predicts for them.

usage: make_trees.py > trees.json
"""
import json
import sys

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier as Classifier
from sklearn.ensemble import HistGradientBoostingRegressor as Regressor
from sklearn.metrics import f1_score, r2_score, roc_auc_score

ROWS = 400


def table(generator, missing):
    """Four columns: one with many values, one rounded, one of few values, one of noise."""
    x = generator.normal(size=(2 * ROWS, 4))
    x[:, 1], x[:, 2] = np.round(x[:, 1], 1), generator.integers(0, 4, 2 * ROWS)
    x = np.round(x, 3)
    signal = x[:, 0] + np.where(x[:, 2] > 1, 1.5, -0.5) * x[:, 1] + 0.3 * generator.normal(size=2 * ROWS)
    if missing:
        holes = generator.random(x.shape) < 0.15
        holes[:, 3] = False
        x[holes] = np.nan
        signal += np.isnan(x[:, 0])
        # A hole in a column that has none in training.
        x[ROWS::10, 3] = np.nan
    return x, np.round(signal, 3)


def plain(values):
    return [None if isinstance(v, float) and np.isnan(v) else v for v in np.asarray(values).tolist()]


def case(name, x, target, model, score, classes=0):
    train, test = slice(0, ROWS), slice(ROWS, 2 * ROWS)
    model.fit(x[train], target[train])
    raw = np.atleast_2d(model.predict(x[test]) if classes == 0 else model.decision_function(x[test]).T)
    if classes > 2:
        raw = raw - raw.mean(axis=0)
    return {
        'name': name, 'classes': classes, 'columns': [plain(column) for column in x.T], 'target': target.tolist(),
        'scores': np.round(raw, 5).tolist(), 'score': score(target[test], model.predict(x[test])),
    }


def main():
    cases = []
    for missing in (False, True):
        suffix = ' with holes' if missing else ''
        x, signal = table(np.random.default_rng(7 + missing), missing)
        macro = lambda truth, guess: f1_score(truth, guess, average='macro')
        cases.append(case('numbers' + suffix, x, signal, Regressor(early_stopping=False), r2_score))
        cases.append(case('two classes' + suffix, x, (signal > 0.4).astype(int), Classifier(early_stopping=False), macro, 2))
        cases.append(case(
            'four classes' + suffix, x, np.digitize(signal, [-1, 0, 1.5]), Classifier(early_stopping=False), macro, 4))
    json.dump(cases, sys.stdout, separators=(',', ':'))


if __name__ == '__main__':
    main()
