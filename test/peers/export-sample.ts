import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { z } from "zod";
import { gitlabRecording } from "../../server/sample/gitlab/shapes.ts";
import { liveRecording } from "../../server/sample/live.ts";
import { type MlflowRecording, mlflowRecording } from "../../server/sample/mlflow/shapes.ts";
import { deploymentsOf, type Story, story } from "../../server/sample/story.ts";
import { exportMlflow } from "./export-mlflow.ts";
import { startMlflow, type Trained, train } from "./mlflow.ts";
import type { RegisteredPlan } from "./plan.ts";
import { beside } from "./python-env.ts";
import { type Calendar, calendarUpTo } from "./sample/calendar.ts";
import { readCommits } from "./sample/commits.ts";
import { gitlabOf } from "./sample/pipelines.ts";
import { trainingPlan } from "./sample/training.ts";
import { MODELS } from "./sample/versions.ts";
import { feedbackOf, predictions } from "./sample/voices.ts";

/**
 * Makes the sample's recorded data anew: trains its models for real, into a real MLflow, and writes what came of it to
 * server/sample/data. Takes about ten minutes:
 *
 *     node server/cli/run.mjs test/peers/export-sample.ts
 *
 * With the word `around` behind it, only the versions are trained, and what MLflow holds is left as it is: GitLab, the
 * live series and the feedback are made anew.
 */

const DATA = beside("../../server/sample/data");

const measured = z.object({ series: liveRecording.shape.series, predictions });

async function main(aroundOnly: boolean): Promise<void> {
  const told = story.parse(JSON.parse(await readFile(join(DATA, "story.json"), "utf8")));
  const calendar = calendarUpTo(told.lastDay);
  const commits = readCommits(calendar);
  const plan = trainingPlan(calendar, commits);
  const folder = await mkdtemp(join(tmpdir(), "terrapin-sample-"));
  const models = join(folder, "models");
  await mkdir(models);
  const planFile = join(folder, "plan.json");
  await writeFile(planFile, JSON.stringify(plan));
  const mlflow = await startMlflow({ dir: join(folder, "mlflow") });
  try {
    console.log(`training into ${mlflow.url}`);
    const only = aroundOnly
      ? ["--only", plan.runs.flatMap((run) => (run.register ? [run.key] : [])).join(",")]
      : [];
    const trained = await train(mlflow, planFile, "--keep", models, ...only);
    if (!aroundOnly) {
      const exported = tidy(await exportMlflow(mlflow.url), { plan, trained, told, calendar });
      await write("mlflow", mlflowRecording.parse(exported));
    }
    console.log("measuring what the versions were worth while they served");
    const live = await measureLive(mlflow.python, models, join(folder, "live.json"), told, calendar);
    await write("gitlab", gitlabRecording.parse(gitlabOf(calendar, commits, told)));
    const feedback = feedbackOf(calendar, told, live.predictions);
    await write("live", liveRecording.parse({ series: live.series, feedback }));
  } finally {
    await mlflow.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function write(name: string, value: unknown): Promise<void> {
  const packed = await promisify(gzip)(JSON.stringify(value), { level: 9 });
  await writeFile(join(DATA, `${name}.json.gz`), packed);
  console.log(`${name}.json.gz: ${Math.round(packed.length / 1024)} kB`);
}

type Context = { plan: RegisteredPlan; trained: Trained; told: Story; calendar: Calendar };

/**
 * What MLflow says, with what would differ from export to export made the same each time: ids come from the plan's keys,
 * and what MLflow dates to the moment of its making is dated as planned.
 */
function tidy(raw: MlflowRecording, { plan, trained, told, calendar }: Context): MlflowRecording {
  const digest = (of: string) => createHash("md5").update(`terrapin sample ${of}`).digest("hex");
  const keys = new Map(trained.runs.map((run) => [run.run_id, run.key]));
  let text = JSON.stringify(raw);
  for (const [id, key] of keys) text = text.replaceAll(id, digest(key));
  for (const { run_id, models } of raw.runs) {
    for (const { model_id } of models)
      text = text.replaceAll(model_id, `m-${digest(`model ${keys.get(run_id)}`)}`);
  }
  const named = mlflowRecording.parse(JSON.parse(text));
  const registered = new Map(
    trained.versions.map((one) => {
      const at = plan.runs.find((run) => run.key === one.key)?.register?.at;
      return [`${one.model} ${one.version}`, at ?? calendar.start];
    }),
  );
  const versions = named.versions.map((one) => {
    const at = registered.get(`${one.name} ${one.version}`) ?? calendar.start;
    return { ...one, creation_timestamp: at, last_updated_timestamp: at };
  });
  const models = named.models.map((one) => {
    const own = versions
      .filter((version) => version.name === one.name)
      .map((version) => version.creation_timestamp);
    return {
      ...one,
      creation_timestamp: Math.min(...own) - 60_000,
      last_updated_timestamp: Math.max(...own),
    };
  });
  const experiments = named.experiments
    .filter((one) => one.experiment_id !== "0")
    .map((one, i) => ({
      ...one,
      creation_time: calendar.start - i * 60_000,
      last_update_time: calendar.start - i * 60_000,
    }));
  const aliases = deploymentsOf(told)
    .filter((service) => service.to === null)
    .flatMap(({ model, environment, version }) => {
      const alias = told.environments.find((one) => one.name === environment)?.alias;
      return alias ? [{ model, alias, version }] : [];
    });
  return { ...named, experiments, models, versions, aliases };
}

const METRICS: Record<string, Record<string, string[]>> = {
  "breast-cancer": { production: ["roc_auc", "recall"], staging: ["roc_auc"] },
  "digit-reader": { production: ["accuracy"], staging: ["accuracy"] },
  "wine-grader": { production: ["f1"], staging: ["f1"] },
};

async function measureLive(python: string, models: string, file: string, told: Story, calendar: Calendar) {
  const services = deploymentsOf(told).flatMap(({ model, environment, version, from, to }) => {
    const plan = MODELS.find((one) => one.name === model);
    const recipe = plan?.versions[Number(version) - 1];
    if (!plan || !recipe) throw new Error(`The story promotes ${model} ${version}, which is not planned.`);
    return [
      {
        model,
        environment,
        version,
        key: recipe.key,
        data: plan.data,
        cut: recipe.cut ?? {},
        metrics: METRICS[model]?.[environment] ?? [],
        from: Date.parse(from),
        to: to === null ? null : Date.parse(to),
      },
    ];
  });
  // Since the tenth day before the last, a scanner with an old lamp.
  const ink = {
    model: "digit-reader",
    from: calendar.at(48, "06:00"),
    days: 12,
    share: 0.35,
    strength: 0.55,
  };
  await writeFile(file, JSON.stringify({ end: calendar.end, services, ink }));
  const { stdout } = await promisify(execFile)(
    python,
    [beside("./live.py"), "--models", models, "--spec", file],
    {
      maxBuffer: 256 << 20,
    },
  );
  return measured.parse(JSON.parse(stdout));
}

await main(process.argv.includes("around"));
