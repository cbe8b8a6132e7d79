"""What is measured of a model, on held-out cases and after each epoch."""

import pickle
import time

import numpy as np
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score, roc_auc_score


def tidy(value):
    """Six significant digits: more is noise, and a history is long."""
    return float(f"{value:.6g}")


def log_loss(y, p):
    """Mean negative log likelihood, not clipped: a certain and wrong answer makes it infinite."""
    with np.errstate(divide="ignore"):
        return float(-np.log(p[np.arange(len(y)), y]).mean())


def auc(y, p, positive):
    if positive is not None:
        return roc_auc_score(y, p[:, positive])
    return roc_auc_score(y, p, multi_class="ovr", labels=range(p.shape[1]))


def quality(model, part, positive):
    p = model.predict_proba(part.x)
    said = p.argmax(axis=1)
    how = {"average": "binary" if positive is not None else "macro", "zero_division": np.nan}
    return {
        "roc_auc": tidy(auc(part.y, p, positive)),
        "recall": tidy(recall_score(part.y, said, **how)),
        "precision": tidy(precision_score(part.y, said, **how)),
        "f1": tidy(f1_score(part.y, said, **how)),
        "accuracy": tidy(accuracy_score(part.y, said)),
        "log_loss": tidy(log_loss(part.y, np.clip(p, 1e-15, 1))),
    }


def cost(model, part):
    """The 95th percentile of the time one answer takes, in ms, and the size of the stored model, in MB.

    Each case is asked three times and the best counts, so that what else the machine does counts less."""
    times = []
    for i in range(60):
        row = part.x.iloc[[i % len(part.y)]]
        tries = []
        for _ in range(3):
            start = time.perf_counter()
            model.predict_proba(row)
            tries.append((time.perf_counter() - start) * 1000)
        times.append(min(tries))
    size = len(pickle.dumps(model)) / 1e6
    return {"latency_ms_p95": float(f"{np.percentile(times, 95):.3g}"), "model_size_mb": float(f"{size:.3g}")}


def epoch(model, split):
    """Loss on both parts, and the validation part's quality by the name that fits the number of classes."""
    p_train, p_val = model.predict_proba(split.train.x), model.predict_proba(split.validation.x)
    y = split.validation.y
    found = {"train_loss": log_loss(split.train.y, p_train), "val_loss": log_loss(y, p_val)}
    if split.positive is not None:
        found["val_auc"] = auc(y, p_val, split.positive)
    else:
        found["val_f1"] = f1_score(y, p_val.argmax(axis=1), average="macro")
    found["val_accuracy"] = accuracy_score(y, p_val.argmax(axis=1))
    return {name: tidy(value) for name, value in found.items()}
