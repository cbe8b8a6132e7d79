"""Fills MLflow's own SQLite with the bench's runs: python fill_mlflow.py DATABASE RUNS PARAMS METRICS POINTS

MLflow must have made the tables and be stopped. The numbers are those of data.ts.
"""

import hashlib
import sqlite3
import sys

MASK = 4294967295


def mixed(r, k):
    x = (r * 40503 + k * 2654435) & MASK
    for _ in range(2):
        x = ((x ^ (x >> 16)) * 73244475) & MASK
    return x ^ (x >> 16)


def main(path, runs, params, metrics, points):
    db = sqlite3.connect(path)
    db.execute("pragma synchronous = off")
    columns = [row[1] for row in db.execute("pragma table_info(runs)")]
    start = 1767225600000
    for r in range(1, runs + 1):
        uuid = hashlib.md5(str(r).encode()).hexdigest()
        at = start + r * 60000
        run = {
            "run_uuid": uuid, "name": f"run-{r}", "source_type": "LOCAL", "source_name": "train.py", "user_id": "contributor",
            "status": "FAILED" if r % 17 == 0 else "FINISHED", "start_time": at, "end_time": at + 45000,
            "source_version": "", "entry_point_name": "", "lifecycle_stage": "active", "artifact_uri": f"mlflow-artifacts:/0/{uuid}",
            "experiment_id": 0,
        }
        known = {name: value for name, value in run.items() if name in columns}
        db.execute(f"insert into runs ({','.join(known)}) values ({','.join('?' * len(known))})", tuple(known.values()))
        values = [(uuid, f"m{k}", mixed(r, k) / 4294967296.0) for k in range(1, metrics + 1)]
        db.executemany("insert into metrics (run_uuid, key, value, timestamp, step, is_nan) values (?, ?, ?, ?, 10, 0)", [(u, k, v, at) for u, k, v in values])
        db.executemany("insert into latest_metrics (run_uuid, key, value, timestamp, step, is_nan) values (?, ?, ?, ?, 10, 0)", [(u, k, v, at) for u, k, v in values])
        texts = [(uuid, f"p{k}", str(mixed(r, k + 100) % 10) if k < 10 else f"{mixed(r, k + 100):x}") for k in range(1, params + 1)]
        db.executemany("insert into params (run_uuid, key, value) values (?, ?, ?)", texts)
        db.executemany("insert into tags (run_uuid, key, value) values (?, ?, ?)", [(uuid, "mlflow.user", "contributor"), (uuid, "mlflow.source.name", "train.py")])
    long = hashlib.md5(b"1").hexdigest()
    db.executemany(
        "insert into metrics (run_uuid, key, value, timestamp, step, is_nan) values (?, 'long', ?, ?, ?, 0)",
        ((long, (x * 7919 % 1000) / 2000, start + x, x) for x in range(points)),
    )
    db.commit()
    db.execute("analyze")
    db.commit()
    print(long)


main(sys.argv[1], *map(int, sys.argv[2:6]))
