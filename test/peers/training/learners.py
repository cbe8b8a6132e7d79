"""Learners that tell after every epoch how they do.

`fit(learner, params, split)` yields the model after each epoch; the last one is the result. What an epoch is depends on
the learner: a pass over the data, ten more trees, one more level.
"""

import warnings

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

warnings.filterwarnings("ignore", category=ConvergenceWarning)


def fit(learner, params, split):
    params = dict(params)
    epochs = params.pop("epochs", 1)
    yield from LEARNERS[learner](params, epochs, split.train.x, split.train.y)


def _passes(make):
    """A learner that goes over the shuffled data in small batches, an epoch at a time."""

    def learn(params, epochs, x, y):
        batch = params.pop("batch", 32)
        scaler = StandardScaler().fit(x)
        model = make(params)
        order = np.random.default_rng(params.get("random_state", 0))
        scaled, classes = scaler.transform(x), np.unique(y)
        for _ in range(epochs):
            rows = order.permutation(len(y))
            for start in range(0, len(rows), batch):
                part = rows[start : start + batch]
                model.partial_fit(scaled[part], y[part], classes=classes)
            yield make_pipeline(scaler, model)

    return learn


def _forest(params, epochs, x, y):
    trees = params.pop("trees", 100)
    model = RandomForestClassifier(warm_start=True, n_jobs=1, **params)
    for epoch in range(1, epochs + 1):
        model.set_params(n_estimators=max(1, round(trees * epoch / epochs)))
        yield model.fit(x, y)


def _boosting(params, epochs, x, y):
    trees = params.pop("trees", 100)
    model = GradientBoostingClassifier(warm_start=True, **params)
    for epoch in range(1, epochs + 1):
        model.set_params(n_estimators=max(1, round(trees * epoch / epochs)))
        yield model.fit(x, y)


def _logistic(params, epochs, x, y):
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(warm_start=True, max_iter=1, solver="lbfgs", **params)
    for _ in range(epochs):
        yield make_pipeline(scaler, model.fit(scaler.transform(x), y))


def _neighbours(params, epochs, x, y):
    yield make_pipeline(StandardScaler(), KNeighborsClassifier(**params)).fit(x, y)


def _tree(params, epochs, x, y):
    for depth in range(1, epochs + 1):
        yield DecisionTreeClassifier(max_depth=depth, **params).fit(x, y)


LEARNERS = {
    "sgd": _passes(lambda params: SGDClassifier(loss="log_loss", **params)),
    "mlp": _passes(lambda params: MLPClassifier(**params)),
    "forest": _forest,
    "boosting": _boosting,
    "logistic": _logistic,
    "neighbours": _neighbours,
    "tree": _tree,
}
