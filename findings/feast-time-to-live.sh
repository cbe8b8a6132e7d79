#!/usr/bin/env bash
# Feast: one feature view with a time to live, two answers for an old value.
#
# Expected: the feature store gives training and serving the same value. A value older than the
#   view's time to live is missing in both, and the training frame keeps its row.
# Seen: feast 0.67.0, local provider with its default stores, ttl of one day. For a user whose only
#   value is ten days old the historical join drops the whole row of the training frame (three rows
#   come back for four), yet a user without any value keeps a row of NaN. The online store answers
#   the old value with status PRESENT, though its protocol has OUTSIDE_MAX_AGE. Two values of the same moment: the historical join takes
#   the one written last, the online store the one written first, in both orders.
# Matters: a model is trained without the very rows it is then served with, and row counts differ
#   without a word. Join labels back by key, never by position, and compare the event time that
#   the online store sends with the ttl.
# Needs: bash, python3 >= 3.10.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" -q --disable-pip-version-check install feast==0.67.0
cd "$dir"
export FEAST_USAGE=False FEAST_TELEMETRY=False
cat > look.py <<'PY'
import contextlib
import io
import os
import warnings
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

warnings.simplefilter("ignore")
import pandas as pd
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig, ValueType
from feast.protos.feast.serving.ServingService_pb2 import FieldStatus
from feast.types import Float64

now = datetime.now(timezone.utc).replace(microsecond=0)
hour, days = now - timedelta(hours=1), now - timedelta(days=10)


def look(name, pair):
    rows = [(1, 1.0, hour), (2, 2.0, days), (3, pair[0], hour), (3, pair[1], hour)]
    path = os.path.abspath(f"{name}.parquet")
    pd.DataFrame(rows, columns=["user", "score", "at"]).to_parquet(path)
    user = Entity(name="user", join_keys=["user"], value_type=ValueType.INT64)
    view = FeatureView(
        name="view", entities=[user], ttl=timedelta(days=1), schema=[Field(name="score", dtype=Float64)],
        source=FileSource(path=path, timestamp_field="at"),
    )
    store = FeatureStore(config=RepoConfig(
        project=name, provider="local", registry=os.path.abspath(f"{name}.registry"),
        online_store={"type": "sqlite", "path": os.path.abspath(f"{name}.online")},
        entity_key_serialization_version=3,
    ))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        store.apply([user, view])
        store.materialize(now - timedelta(days=30), now)
        asked = pd.DataFrame({"user": [1, 2, 3, 4], "event_timestamp": [now] * 4})
        frame = store.get_historical_features(asked, ["view:score"]).to_df()
        answer = store.get_online_features(["view:score"], [{"user": u} for u in (1, 2, 3, 4)])
    trained = {int(u): None if pd.isna(s) else float(s) for u, s in zip(frame["user"], frame["score"])}
    served = dict(zip((1, 2, 3, 4), answer.to_dict()["score"]))
    place = answer.proto.metadata.feature_names.val[:].index("score")
    status = [FieldStatus.Name(s) for s in answer.proto.results[place].statuses]
    return dict(sorted(trained.items())), served, status


print("feast", version("feast"))
first, second = look("first", (3.0, 33.0)), look("second", (33.0, 3.0))
for order, (trained, served, status) in (("3 then 33", first), ("33 then 3", second)):
    print(f"user 3 written {order}: training {trained} serving {served} status {status}")
status = ["PRESENT", "PRESENT", "PRESENT", "NOT_FOUND"]
assert "OUTSIDE_MAX_AGE" in FieldStatus.keys()
assert first == ({1: 1.0, 3: 33.0, 4: None}, {1: 1.0, 2: 2.0, 3: 3.0, 4: None}, status)
assert second == ({1: 1.0, 3: 3.0, 4: None}, {1: 1.0, 2: 2.0, 3: 33.0, 4: None}, status)
PY
"$dir/venv/bin/python" look.py
