"""Fits a peer with its default settings and writes as many synthetic rows as it saw.

usage: peers.py CTGAN|TVAE|SMOTE TRAIN.csv TARGET SEED OUT.csv

Needs ctgan, imbalanced-learn and pandas from PyPI. Prints the seconds of fitting. Missing numbers are filled with the
column's median, which is what these packages ask of their caller; missing categories become a category.

CTGAN writes a second file, OUT with "CTGAN" replaced by "CTGAN-corrected": the same fitted networks, but sampled with the
categories' true frequencies in the condition vector, where the package draws by the logarithms of frequencies, and with
batch norm's running statistics, where it uses those of the sampled batch.

SMOTE writes points between a row and one of its five nearest neighbours of the same class, for every class as many as it
has rows; where the target is a number, the classes are its halves below and above the median (as Kotelnikov et al. 2023).
"""
import sys
import time
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")


def read(path):
    rows = pd.read_csv(path)
    texts = [name for name in rows if not pd.api.types.is_numeric_dtype(rows[name]) or rows[name].dtype == bool]
    for name in rows:
        rows[name] = rows[name].fillna("missing").astype(str) if name in texts else rows[name].fillna(rows[name].median())
    return rows, texts


def ctgan(model, rows, texts, seed):
    import torch
    import ctgan

    torch.set_num_threads(2)
    torch.manual_seed(seed)
    synthesizer = getattr(ctgan, model)()
    start = time.time()
    synthesizer.fit(rows, texts)
    seconds = time.time() - start
    sampled = {model: synthesizer.sample(len(rows))}
    if model == "CTGAN":
        from ctgan.data_sampler import DataSampler

        transformer = synthesizer._transformer
        synthesizer._data_sampler = DataSampler(
            transformer.transform(rows), transformer.output_info_list, log_frequency=False)
        synthesizer._generator.eval()
        sampled["CTGAN-corrected"] = synthesizer.sample(len(rows))
    return sampled, seconds


def smote(rows, texts, target, seed):
    from imblearn.over_sampling import SMOTE, SMOTENC

    start = time.time()
    number = target not in texts
    classes = (rows[target] > rows[target].median()).astype(int) if number else rows[target]
    features = rows if number else rows.drop(columns=[target])
    counts = classes.value_counts()
    settings = dict(
        sampling_strategy={name: int(2 * count) for name, count in counts.items()},
        k_neighbors=int(min(5, counts.min() - 1)), random_state=seed)
    places = [place for place, name in enumerate(features) if name in texts]
    sampler = SMOTENC(categorical_features=places, **settings) if places else SMOTE(**settings)
    made, labels = sampler.fit_resample(features, classes)
    made, labels = made.iloc[len(rows):].copy(), labels.iloc[len(rows):]
    if not number:
        made[target] = labels
    for name in rows:
        if name not in texts and pd.api.types.is_integer_dtype(rows[name]):
            made[name] = made[name].astype(float).round().astype(int)
    made = made[list(rows)].sample(frac=1, random_state=seed)
    return {"SMOTE": made}, time.time() - start


def main(model, train, target, seed, out):
    np.random.seed(int(seed))
    rows, texts = read(train)
    made, seconds = smote(rows, texts, target, int(seed)) if model == "SMOTE" else ctgan(model, rows, texts, int(seed))
    for name, table in made.items():
        table.replace("missing", np.nan).to_csv(out.replace(model, name), index=False)
    print(round(seconds, 1))


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    main(*sys.argv[1:])
