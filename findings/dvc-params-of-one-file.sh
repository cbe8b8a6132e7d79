#!/usr/bin/env bash
# DVC and the training script read one params.yaml differently.
#
# Expected: the values that DVC shows, compares and locks are those that the training script gets
#   from the same file. A value that DVC cannot use is an error.
# Seen: DVC 3.67.1 reads by YAML 1.2, PyYAML 6.0.4 (the usual reader in the script) by 1.1:
#   1e-3 is 0.001 for DVC and the text "1e-3" for the script, 010 is 10 and 8, yes is a text and
#   true, 1:30 a text and 90. Changing 1e-3 to 0.001 is no change for DVC, changing 8 to 010 is
#   one. `${lr}` in dvc.yaml puts DVC's own reading, 0.001, on the command line. A plain date in
#   the file makes `dvc metrics show` print nothing and `dvc params diff` call every parameter
#   removed; both end with exit code 0, the reason is a warning only.
# Matters: a page that reads parameters from DVC, or dvc.lock as the proof of a run, shows a seed
#   that was not used. A gate on `dvc metrics show` sees an empty answer and no error.
# Needs: bash, git, python3 >= 3.10.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" -q --disable-pip-version-check install dvc==3.67.1 pyyaml==6.0.4
export PATH="$dir/venv/bin:$PATH" DVC_NO_ANALYTICS=1
export GIT_CONFIG_GLOBAL="$dir/git" GIT_CONFIG_NOSYSTEM=1
git config --global user.name someone
git config --global user.email someone@example.invalid
mkdir "$dir/work"
cd "$dir/work"
git init -q .
dvc init -q
cat > train.py <<'PY'
import json
import sys

import yaml

with open("params.yaml") as file:
    params = yaml.safe_load(file)
with open("used.json", "w") as file:
    json.dump({"argument": sys.argv[1], "file": params}, file)
PY
cat > params.yaml <<'YAML'
lr: 1e-3
seed: 010
shuffle: yes
limit: 1:30
YAML
cat > dvc.yaml <<'YAML'
stages:
  train:
    cmd: python train.py ${lr}
    params: [lr, seed, shuffle, limit]
metrics: [metrics.json]
YAML
echo '{"loss": 0.5}' > metrics.json
dvc repro -q
git add -A
git commit -qm first
cp used.json first.json
echo "DVC $(dvc --version)"

sed -i.old -e 's/1e-3/0.001/' params.yaml
dvc params diff --json > equal.json
dvc status --json > status.json
sed -i.old -e 's/010/8/' params.yaml
dvc params diff --json > other.json

git checkout -q params.yaml
dvc metrics show --json > before.json
echo 'since: 2026-01-02' >> params.yaml
dvc metrics show > shown.txt 2> shown.err
dvc params diff --json > dated.json 2> dated.err
cat > look.py <<'PY'
import json

from ruamel.yaml import YAML


def load(name):
    with open(name) as file:
        return json.load(file)


with open("dvc.lock") as file:
    locked = YAML(typ="safe").load(file)["stages"]["train"]["params"]["params.yaml"]
used = load("first.json")
print("locked by DVC:       ", locked)
print("read by the script:  ", used["file"])
print("on the command line: ", used["argument"])
print("1e-3 becomes 0.001:  ", load("equal.json"), "status", load("status.json"))
print("010 becomes 8:       ", load("other.json"))
with open("shown.txt") as file:
    shown = file.read()
dated = load("dated.json")["params.yaml"]
print("metrics, before and after a date was added:", load("before.json"), repr(shown))
print("parameters after it: ", dated)
assert locked == {"limit": "1:30", "lr": 0.001, "seed": 10, "shuffle": "yes"}
assert used == {"argument": "0.001", "file": {"lr": "1e-3", "seed": 8, "shuffle": True, "limit": 90}}
assert load("equal.json") == {} and load("status.json") == {}
assert load("other.json")["params.yaml"]["seed"] == {"old": 10, "new": 8, "diff": -2}
assert load("before.json")[""]["data"]["metrics.json"]["data"] == {"loss": 0.5} and shown == ""
assert {name: change["new"] for name, change in dated.items()} == dict.fromkeys(locked)
PY
python look.py
