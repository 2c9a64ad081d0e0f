"""Fits a peer, CTGAN or TVAE with its default settings, and writes as many synthetic rows as it saw.

usage: peers.py CTGAN|TVAE TRAIN.csv SEED OUT.csv

Needs ctgan and pandas from PyPI. Missing numbers are filled with the column's median, which is what these packages ask of
their caller; missing categories become a category.
"""
import sys
import warnings

import ctgan
import numpy as np
import pandas as pd
import torch

warnings.filterwarnings("ignore")


def main(model, train, seed, out):
    torch.set_num_threads(2)
    torch.manual_seed(int(seed))
    np.random.seed(int(seed))
    rows = pd.read_csv(train)
    texts = [name for name in rows if not pd.api.types.is_numeric_dtype(rows[name])]
    for name in rows:
        rows[name] = rows[name].fillna("missing") if name in texts else rows[name].fillna(rows[name].median())
    synthesizer = getattr(ctgan, model)()
    synthesizer.fit(rows, texts)
    synthesizer.sample(len(rows)).replace("missing", np.nan).to_csv(out, index=False)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
