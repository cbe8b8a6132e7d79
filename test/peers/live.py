"""What versions are worth while they serve: an hourly quality on cases none of them has seen, computed by the model itself.

    python live.py --models FOLDER --spec FILE

FOLDER holds the models that `train.py --keep` left. The spec is JSON: {end, services: [{model, environment, key, data,
cut, metrics, from, to}]}, times in milliseconds since 1970, `to` null while it serves. Users bring what the last fifth
of the set holds, as another device would measure it; from `ink.from` on, more and more digits are written with less ink
(`ink` = {model, from, days, share, strength}). Prints {series, predictions} as JSON: the values by the hour, null where
nothing served, and from each hour in production the answers given with the most certainty: three wrong ones, one right.
"""

import argparse
import hashlib
import json
import pickle
import sys
from pathlib import Path

import numpy as np

from training import data, measures

HOUR = 3_600_000
CASES = 60
# How much one device differs from the next: a share of the value, or for digits a step of its sixteen greys.
NOISE = {"breast_cancer": 0.02, "wine": 0.05, "digits": 0.6}


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--models", required=True)
    ask.add_argument("--spec", required=True)
    options = ask.parse_args()
    spec = json.loads(Path(options.spec).read_text("utf-8"))
    places = {}
    for service in spec["services"]:
        places.setdefault((service["model"], service["environment"]), []).append(service)
    found = {"series": [], "predictions": []}
    for (model, environment), services in places.items():
        measure(model, environment, services, spec, Path(options.models), found)
    json.dump(found, sys.stdout)


def measure(model, environment, services, spec, folder, found):
    """Adds an environment's hourly series, and in production its predictions, to `found`."""
    first = -(-services[0]["from"] // HOUR) * HOUR
    values = {metric: [] for metric in services[0]["metrics"]}
    known = {}
    split = data.load(services[0]["data"])
    for at in range(first, spec["end"], HOUR):
        service = next((s for s in services if s["from"] <= at and (s["to"] is None or at < s["to"])), None)
        if service is None:
            for metric in values:
                values[metric].append(None)
            continue
        key = service["key"]
        if key not in known:
            known[key] = pickle.loads((folder / f"{key}.pickle").read_bytes())
        part = brought(model, at, split, spec.get("ink"))
        columns = service.get("cut", {}).get("features") or list(split.live.x.columns)
        part = data.Part(part.x[columns], part.y)
        quality = measures.quality(known[key], part, split.positive)
        for metric in values:
            values[metric].append(round(quality[metric], 4))
        if environment == "production":
            found["predictions"] += predictions(model, service, at, known[key], part, split.classes)
    for metric, series in values.items():
        entry = {"model": model, "environment": environment, "metric": metric, "from": first, "everyMs": HOUR}
        found["series"].append(entry | {"values": series})


def brought(model, at, split, ink):
    """The cases of one hour."""
    dice = np.random.default_rng([at // HOUR, len(model)])
    rows = dice.integers(0, len(split.live.y), CASES)
    x, y = split.live.x.iloc[rows].reset_index(drop=True), split.live.y[rows]
    noise = NOISE[split.name]
    if split.name == "digits":
        x = (x + dice.normal(0, noise, x.shape)).clip(0, 16)
    else:
        x = x * dice.normal(1, noise, x.shape)
    if ink and ink["model"] == model:
        grown = np.clip((at - ink["from"]) / (ink["days"] * 24 * HOUR), 0, 1)
        light = dice.random(len(y)) < grown * ink["share"]
        x.loc[light] = x.loc[light] * ink["strength"]
    return data.Part(x, y)


def predictions(model, service, at, fitted, part, classes):
    p = fitted.predict_proba(part.x)
    said, sure = p.argmax(axis=1), p.max(axis=1)
    picked = []
    for right, most in ((False, 3), (True, 1)):
        rows = np.flatnonzero((said == part.y) == right)
        picked += [(right, row) for row in rows[sure[rows].argsort()[::-1][:most]]]
    return [
        {
            "model": model,
            "version": service["version"],
            "at": at,
            "id": hashlib.sha1(f"{model} {at} {row}".encode()).hexdigest()[:6],
            "right": bool(right),
            "said": classes[said[row]],
            "certainty": round(float(sure[row]), 2),
            "label": classes[part.y[row]],
        }
        for right, row in picked
    ]


if __name__ == "__main__":
    main()
