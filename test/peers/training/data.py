"""The data sets that ship inside scikit-learn, split once and for ever.

Half of each set is for learning (a fifth of that for validation), three tenths are the held-out set that versions are
judged on, and the last fifth is what "users" bring: it is never seen before a version serves.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.datasets import load_breast_cancer, load_digits, load_wine
from sklearn.model_selection import train_test_split

SETS = {"breast_cancer": load_breast_cancer, "digits": load_digits, "wine": load_wine}


@dataclass
class Part:
    x: pd.DataFrame
    y: np.ndarray


@dataclass
class Split:
    name: str
    train: Part
    validation: Part
    held_out: Part
    live: Part
    classes: list[str]
    # The class whose finding matters in a set of two classes, else None.
    positive: int | None


def load(name, features=None, train_size=None, leak=0.0):
    """Splits a set. `features` keeps only those columns, `train_size` the first so many rows of the training part;
    `leak` puts that share of the held-out rows into training, as happens when one case is split across both."""
    raw = SETS[name](as_frame=True)
    x, y = raw.data.astype(float), raw.target.to_numpy()
    classes = [str(c) for c in raw.target_names]
    positive = None
    if name == "breast_cancer":
        y = 1 - y  # scikit-learn calls benign 1; here the finding is malignant
        classes = classes[::-1]
        positive = 1
        classes = ["benign", "malignant"]
    if features:
        x = x[features]

    def cut(part, share):
        a, b, ya, yb = train_test_split(part.x, part.y, test_size=share, random_state=7, stratify=part.y)
        return Part(a, ya), Part(b, yb)

    rest, held_out = cut(Part(x, y), 0.3)
    learning, live = cut(rest, 0.2 / 0.7)
    train, validation = cut(learning, 0.2)
    if train_size:
        train = Part(train.x.iloc[:train_size], train.y[:train_size])
    if leak:
        n = int(len(held_out.y) * leak)
        train = Part(pd.concat([train.x, held_out.x.iloc[:n]]), np.concatenate([train.y, held_out.y[:n]]))
    return Split(name, train, validation, held_out, live, classes, positive)
