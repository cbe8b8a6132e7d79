"""Trains the models of a plan on the data sets that ship inside scikit-learn, and logs them to an MLflow server.

    python train.py --tracking-uri URL --plan FILE [--keep FOLDER] [--only KEY,KEY]

A plan is JSON: {experiments: [{name, description?, tags?}], models: [{name, description?, tags?}], runs: [RUN]}.
A RUN: key, experiment, name, data (a set of training/data.py), learner (of training/learners.py), params, and if wanted
  cut        {features, train_size, leak}: how the set is cut
  dataset    the name the training data goes by
  commit, branch, repository, user, source, tags, note
  start, end milliseconds since 1970; without them the run takes place when it is trained. One that is RUNNING has no
             end in MLflow, but its epochs are spread up to there
  outcome    FINISHED, FAILED, KILLED, RUNNING or SCHEDULED; `stop_after` epochs for those that did not get through
  extra      {metric: [values]} logged as they are, one a step ("NaN", "Infinity", "-Infinity" allowed)
  register   {model, description?, tags?}: becomes the next version of that model
  log_model  true: the model is stored although it is not registered

All numbers are measured on models that were really trained. Prints {runs, versions} as JSON.
"""

import argparse
import json
import pickle
import sys
import time
from pathlib import Path

import mlflow
from mlflow.data.code_dataset_source import CodeDatasetSource
from mlflow.entities import DatasetInput, InputTag, Metric, Param, RunTag
from mlflow.exceptions import MlflowException

from training import data, learners, measures

REQUIREMENTS = ["scikit-learn"]


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--tracking-uri", required=True)
    ask.add_argument("--plan", required=True)
    ask.add_argument("--keep", help="a folder for the pickled models, by the run's key")
    ask.add_argument("--only", help="keys of the runs to train, with commas between")
    options = ask.parse_args()
    mlflow.set_tracking_uri(options.tracking_uri)
    client = mlflow.MlflowClient()
    plan = json.loads(Path(options.plan).read_text("utf-8"))
    only = set(options.only.split(",")) if options.only else None
    experiments = {e["name"]: experiment(client, e) for e in plan["experiments"]}
    for model in plan["models"]:
        registered_model(client, model)
    done = {"runs": [], "versions": []}
    for run in plan["runs"]:
        if only is None or run["key"] in only:
            perform(client, run, experiments[run["experiment"]], done, options.keep)
    json.dump(done, sys.stdout)


def experiment(client, wanted):
    found = client.get_experiment_by_name(wanted["name"])
    if found:
        return found.experiment_id
    tags = dict(wanted.get("tags", {}))
    if "description" in wanted:
        tags["mlflow.note.content"] = wanted["description"]
    return client.create_experiment(wanted["name"], tags=tags)


def registered_model(client, wanted):
    try:
        client.create_registered_model(wanted["name"], wanted.get("tags"), wanted.get("description"))
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise


def now():
    return int(time.time() * 1000)


def perform(client, plan, experiment_id, done, keep):
    """Trains one run and logs it; `done` gets what came of it."""
    start = plan.get("start", now())
    outcome = plan.get("outcome", "FINISHED")
    run_id = client.create_run(experiment_id, start, tags=source_tags(plan), run_name=plan["name"]).info.run_id
    params = {"learner": plan["learner"], **plan["params"]}
    client.log_batch(run_id, params=[Param(k, str(v)) for k, v in params.items()])
    entry = {"key": plan["key"], "run_id": run_id, "experiment_id": experiment_id, "name": plan["name"], "status": outcome}
    done["runs"].append(entry)
    if outcome == "SCHEDULED":
        client.update_run(run_id, status="SCHEDULED")
        return
    split = data.load(plan["data"], **plan.get("cut", {}))
    log_datasets(client, run_id, plan, split)
    model = log_epochs(client, run_id, plan, split, start)
    if outcome == "RUNNING":
        return
    end = plan.get("end", max(now(), start))
    if outcome == "FINISHED":
        finish(client, run_id, plan, split, model, end, done)
        if keep:
            Path(keep, plan["key"] + ".pickle").write_bytes(pickle.dumps(model))
    elif outcome == "FAILED":
        client.set_tag(run_id, "mlflow.note.content", plan.get("note", "The process ended before the last epoch."))
    client.set_terminated(run_id, outcome, end_time=end)


def source_tags(plan):
    tags = {
        "mlflow.user": plan.get("user", "trainer"),
        "mlflow.source.type": "PROJECT",
        "mlflow.source.name": plan.get("source", f"train/{plan['data']}.py"),
        **plan.get("tags", {}),
    }
    named = {
        "commit": "mlflow.source.git.commit",
        "branch": "mlflow.source.git.branch",
        "repository": "mlflow.source.git.repoURL",
        "note": "mlflow.note.content",
    }
    return tags | {tag: plan[key] for key, tag in named.items() if key in plan}


def log_datasets(client, run_id, plan, split):
    name = plan.get("dataset", split.name)
    source = CodeDatasetSource({"mlflow.source.name": f"sklearn.datasets.load_{split.name}"})
    inputs = []
    for context, part, called in (("training", split.train, name), ("eval", split.held_out, f"{name}-held-out")):
        frame = part.x.assign(target=part.y)
        dataset = mlflow.data.from_pandas(frame, source=source, targets="target", name=called)
        inputs.append(DatasetInput(dataset._to_mlflow_entity(), [InputTag("mlflow.data.context", context)]))
    client.log_inputs(run_id, inputs)


def log_epochs(client, run_id, plan, split, start):
    """Trains to the last epoch, or the one it stops after; epoch times are spread over the run's time."""
    epochs = plan["params"].get("epochs", 1)
    last = plan.get("stop_after", epochs)
    length = plan["end"] - start if "end" in plan else None
    batch, model = [], None
    for step, model in enumerate(learners.fit(plan["learner"], plan["params"], split)):
        at = start + round(length * (step + 1) / (last + 1)) if length else now()
        batch += [Metric(name, value, at, step) for name, value in measures.epoch(model, split).items()]
        for name, values in plan.get("extra", {}).items():
            if step < len(values):
                batch.append(Metric(name, float(values[step]), at, step))
        if step + 1 == last:
            break
    for i in range(0, len(batch), 1000):
        client.log_batch(run_id, metrics=batch[i : i + 1000])
    return model


def finish(client, run_id, plan, split, model, end, done):
    """Logs what was measured on held-out cases, stores the model if it is wanted, and registers it."""
    found = measures.quality(model, split.held_out, split.positive) | measures.cost(model, split.held_out)
    client.log_batch(run_id, metrics=[Metric(name, value, end, 0) for name, value in found.items()])
    said = model.predict_proba(split.held_out.x).argmax(axis=1)
    table = [[int(((split.held_out.y == a) & (said == b)).sum()) for b in range(len(split.classes))] for a in range(len(split.classes))]
    client.log_dict(run_id, {"classes": split.classes, "actual by predicted": table}, "confusion_matrix.json")
    register = plan.get("register")
    if not register and not plan.get("log_model"):
        return
    with mlflow.start_run(run_id=run_id):
        info = mlflow.sklearn.log_model(
            model, name="model", pip_requirements=REQUIREMENTS, input_example=None, serialization_format="cloudpickle"
        )
    if register:
        version = client.create_model_version(
            register["model"],
            f"models:/{info.model_id}",
            run_id,
            tags=register.get("tags"),
            description=register.get("description"),
            model_id=info.model_id,
        )
        entry = {"key": plan["key"], "model": register["model"], "version": version.version, "run_id": run_id}
        done["versions"].append(entry)


if __name__ == "__main__":
    main()
