#!/usr/bin/env bash
# Label Studio's COCO export, read by the COCO evaluation.
#
# Expected: labels exported as COCO can be scored by the reference evaluation as they are.
#   A detector that returns exactly the labelled boxes has average precision 1.
# Seen: label-studio-sdk 2.1.2 numbers annotations from 0. pycocotools 2.0.11 notes a match
#   by the annotation's id and reads 0 as "no match". The first labelled box of the whole set
#   can never be found: a perfect detector gets 0.564 and recall 0.75 on four boxes.
#   Adding one to each id gives 1. There is neither an error nor a warning.
# Matters: the score depends on how ids are numbered, most for small sets and rare classes,
#   and a gate on it refuses a model for a mistake it did not make.
#   Whoever joins the two must renumber, or show that the first box was left out.
# Needs: bash, python3 >= 3.10.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" -q --disable-pip-version-check install label-studio-sdk==2.1.2 pycocotools==2.0.11
cd "$dir"
cat > look.py <<'PY'
import contextlib
import copy
import io
import json
import warnings
from importlib.metadata import version

from label_studio_sdk.converter import Converter
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

view = """<View><Image name="image" value="$image"/>
<RectangleLabels name="label" toName="image"><Label value="part"/></RectangleLabels></View>"""


def box(number, x):
    return {
        "id": f"r{number}", "type": "rectanglelabels", "from_name": "label", "to_name": "image",
        "original_width": 100, "original_height": 100, "image_rotation": 0,
        "value": {"x": x, "y": 10, "width": 20, "height": 20, "rotation": 0, "rectanglelabels": ["part"]},
    }


def task(number):
    day = "2026-01-01T00:00:00Z"
    return {
        "id": number, "data": {"image": f"http://127.0.0.1/{number}.jpg"},
        "annotations": [{
            "id": number, "completed_by": 1, "was_cancelled": False, "lead_time": 1,
            "created_at": day, "updated_at": day,
            "result": [box(2 * number, 10), box(2 * number + 1, 60)],
        }],
    }


with open("tasks.json", "w") as file:
    json.dump([task(1), task(2)], file)
Converter(view, project_dir=None, download_resources=False).convert("tasks.json", "coco", "COCO", is_dir=False)
with open("coco/result.json") as file:
    exported = json.load(file)


def score(truth):
    found = [
        {"image_id": a["image_id"], "category_id": a["category_id"], "bbox": a["bbox"], "score": 0.9 - place / 10}
        for place, a in enumerate(truth["annotations"])
    ]
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("error")
        coco = COCO()
        coco.dataset = copy.deepcopy(truth)
        coco.createIndex()
        run = COCOeval(coco, coco.loadRes(found), "bbox")
        run.evaluate()
        run.accumulate()
        run.summarize()
    return round(float(run.stats[0]), 3), round(float(run.stats[8]), 3)


ids = [a["id"] for a in exported["annotations"]]
later = copy.deepcopy(exported)
for a in later["annotations"]:
    a["id"] += 1
print("label-studio-sdk", version("label-studio-sdk"), "pycocotools", version("pycocotools"))
print("annotation ids in the export:", ids)
print("the labelled boxes scored against themselves (precision, recall):", score(exported))
print("the same after adding one to each id:", score(later))
assert ids == [0, 1, 2, 3]
assert score(exported) == (0.564, 0.75)
assert score(later) == (1.0, 1.0)
PY
"$dir/venv/bin/python" look.py
