#!/usr/bin/env bash
# Label Studio: one image labelled by two people, three exports.
#
# Expected: each export treats the second opinion alike, and the annotation marked as ground truth
#   is the one that counts.
# Seen: the converter of label-studio-sdk 2.1.2. COCO lists the image twice under two ids with one file
#   name, each with one person's boxes. YOLO and VOC write one file per image, so one person's
#   boxes replace the other's: the older annotation stays, whichever is ground truth and in
#   whichever order they stand in the input. Nothing is said.
# Matters: counts of images differ between exports of one project. A random split of the COCO list puts
#   one picture into training and test. In YOLO a correction made later is lost, so retraining
#   on it learns the old labels. Join by file name and pick the annotation before exporting.
# Needs: bash, python3 >= 3.10.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" -q --disable-pip-version-check install label-studio-sdk==2.1.2
cd "$dir"
cat > look.py <<'PY'
import json
import logging
import re
from importlib.metadata import version
from pathlib import Path

from label_studio_sdk.converter import Converter

logging.disable(logging.CRITICAL)
view = """<View><Image name="image" value="$image"/>
<RectangleLabels name="label" toName="image"><Label value="cat"/><Label value="dog"/></RectangleLabels></View>"""


def annotation(number, label, truth):
    day = f"2026-01-0{number}T00:00:00Z"
    return {
        "id": number, "completed_by": number, "was_cancelled": False, "ground_truth": truth, "lead_time": 1,
        "created_at": day, "updated_at": day,
        "result": [{
            "id": f"r{number}", "type": "rectanglelabels", "from_name": "label", "to_name": "image",
            "original_width": 100, "original_height": 100, "image_rotation": 0,
            "value": {"x": 10, "y": 10, "width": 20, "height": 20, "rotation": 0, "rectanglelabels": [label]},
        }],
    }


def look(name, annotations):
    work = Path(name)
    work.mkdir()
    task = {"id": 1, "data": {"image": "http://127.0.0.1/one.jpg"}, "annotations": annotations}
    (work / "tasks.json").write_text(json.dumps([task]))
    for kind in ("COCO", "YOLO", "VOC"):
        Converter(view, project_dir=None, download_resources=False).convert(
            str(work / "tasks.json"), str(work / kind), kind, is_dir=False
        )
    coco = json.loads((work / "COCO/result.json").read_text())
    names = [c["name"] for c in coco["categories"]]
    (yolo,) = (work / "YOLO/labels").iterdir()
    (voc,) = (work / "VOC/Annotations").iterdir()
    classes = (work / "YOLO/classes.txt").read_text().split()
    return {
        "coco images": len(coco["images"]),
        "coco files": len({image["file_name"] for image in coco["images"]}),
        "coco labels": sorted(names[a["category_id"]] for a in coco["annotations"]),
        "yolo labels": [classes[int(line.split()[0])] for line in yolo.read_text().splitlines()],
        "voc labels": re.findall(r"<object>\s*<name>(\w+)", voc.read_text()),
    }


old, new = annotation(1, "cat", False), annotation(2, "dog", True)
seen = [
    look("later-is-truth", [old, new]),
    look("other-order", [new, old]),
    look("earlier-is-truth", [annotation(1, "cat", True), annotation(2, "dog", False)]),
]
print("label-studio-sdk", version("label-studio-sdk"), "- cat drawn on day 1, dog drawn on day 2 as ground truth")
for key, value in seen[0].items():
    print(f"{key:12} {value}")
print("the same with the input's order turned:", seen[1] == seen[0], " with the other as truth:", seen[2] == seen[0])
expected = {
    "coco images": 2, "coco files": 1, "coco labels": ["cat", "dog"], "yolo labels": ["cat"], "voc labels": ["cat"],
}
assert seen == [expected] * 3
PY
"$dir/venv/bin/python" look.py
