#!/usr/bin/env bash
# Population stability index: 0.0 from two libraries for columns that have nothing in common.
#
# Expected: the index grows with the change. Bins and fillers differ between libraries, so numbers
#   differ a little, but values that never occurred before give a large one, not 0.
# Seen: feature-engine 1.9.4 with its default bins (equal_frequency): a column that was always 0 and is
#   now always 1 has 0.0, a flag that went from 2 % to 60 % has 0.0 too, since all quantiles
#   fall on one value and one bin is left. equal_width gives 18.4 and 2.5. toad 0.1.7 sees the
#   flag (2.5), but takes each distinct number as a category and leaves out those that only one
#   side has: measured values hardly repeat, so a column moved by half its range has 0.0.
# Matters: 0.0 reads as "stable", and this measure is the usual one for features and scores. A rare flag
#   that breaks is no change for one library, values never seen before are none for the other.
#   An index says nothing without its number of bins and the share of values outside them.
# Needs: bash, python3 >= 3.11.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" -q --disable-pip-version-check install feature-engine==1.9.4 toad==0.1.7 pandas==3.1.1 numpy==2.4.6
cd "$dir"
cat > look.py <<'PY'
import warnings
from importlib.metadata import version

warnings.simplefilter("ignore")
import numpy as np
import pandas as pd
import toad
from feature_engine.selection import DropHighPSIFeatures

n = 1000
place = np.arange(n)
cases = {
    "always 0, then always 1": (np.zeros(n), np.ones(n)),
    "flag 2 %, then 60 %": (place < 20, place < 600),
    "flag 20 %, then 60 %": (place < 200, place < 600),
    "even grid -3..3, then 0..6": (np.linspace(-3, 3, n), np.linspace(0, 6, n)),
}


def feature_engine(before, after, **bins):
    frame = pd.DataFrame({
        "x": np.concatenate([before, after]).astype(float),
        "other": np.concatenate([place, place]).astype(float),
        "time": [0] * n + [1] * n,
    })
    fitted = DropHighPSIFeatures(split_col="time", cut_off=0, variables=["x"], **bins).fit(frame)
    return round(float(fitted.psi_values_["x"]), 2)


print("feature-engine", version("feature-engine"), "toad", version("toad"))
print(f"{'':28}{'default':>9}{'equal width':>13}{'toad':>7}")
seen = {}
for name, (before, after) in cases.items():
    before, after = np.asarray(before, float), np.asarray(after, float)
    seen[name] = (
        feature_engine(before, after),
        feature_engine(before, after, strategy="equal_width"),
        round(float(toad.metrics.PSI(pd.Series(after), pd.Series(before))), 2),
    )
    print(f"{name:28}{seen[name][0]:9}{seen[name][1]:13}{seen[name][2]:7}")
words = float(toad.metrics.PSI(pd.Series(["c", "d"] * 50), pd.Series(["a", "b"] * 50)))
print("categories a and b, then c and d: toad", words)
assert list(seen.values()) == [(0.0, 18.42, 0.0), (0.0, 2.49, 2.49), (0.72, 0.72, 0.72), (4.11, 4.11, 0.0)]
assert words == 0.0
PY
"$dir/venv/bin/python" look.py
