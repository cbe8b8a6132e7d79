import type { RegisteredPlan, RunPlan } from "../plan.ts";
import { type Calendar, LAST_DAY, MINUTE_MS, randomFrom } from "./calendar.ts";
import { type Commit, headAt, PROJECTS } from "./commits.ts";
import { type Learner, MODELS, type ModelPlan, type Params, type VersionPlan } from "./versions.ts";

/** What train.py does for the sample: the versions, the tries beside each of them, and the runs that come by schedule. */

/** Minutes a training of this kind takes on the sample's machines. */
const MINUTES: Record<Learner, number> = {
  sgd: 3,
  mlp: 9,
  forest: 6,
  boosting: 14,
  logistic: 2,
  neighbours: 1,
  tree: 1,
};

/** How a learner's params are varied around a version. */
const VARIANTS: Record<Learner, ((params: Params) => Params)[]> = {
  sgd: [scaled("alpha", 0.1), scaled("alpha", 10), scaled("alpha", 0.3), changed("batch", 8)],
  mlp: [
    scaled("learning_rate_init", 3, 0.001),
    scaled("alpha", 10, 0.0001),
    changed("batch", 16),
    changed("random_state", 11),
  ],
  forest: [
    changed("max_depth", 2),
    changed("max_depth", 9),
    scaled("trees", 0.5),
    changed("min_samples_leaf", 4),
  ],
  boosting: [
    scaled("learning_rate", 3, 0.1),
    scaled("learning_rate", 0.5, 0.1),
    changed("max_depth", 4),
    changed("subsample", 0.8),
  ],
  logistic: [scaled("C", 0.1), scaled("C", 10), scaled("C", 100)],
  neighbours: [changed("n_neighbors", 3), changed("n_neighbors", 25)],
  tree: [],
};

function changed(name: string, value: number): (params: Params) => Params {
  return (params) => ({ ...params, [name]: value });
}

function scaled(name: string, by: number, otherwise = 1): (params: Params) => Params {
  return (params) => {
    const value = params[name];
    const next = (typeof value === "number" ? value : otherwise) * by;
    return { ...params, [name]: name === "trees" ? Math.round(next) : Number(next.toPrecision(3)) };
  };
}

export function trainingPlan(calendar: Calendar, commits: readonly Commit[]): RegisteredPlan {
  const runs = MODELS.flatMap((model) => runsOf(model, calendar, commits));
  runs.sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
  return {
    experiments: MODELS.map(({ experiment, description }) => ({ name: experiment, description })),
    models: MODELS.map(({ name, description }) => ({ name, description, tags: { owner: "screening" } })),
    runs: interrupted(runs),
  };
}

type Base = { key: string; name: string; commit: Commit; start: number; user: string } & Pick<
  VersionPlan,
  "learner" | "params" | "cut"
>;

function runsOf(model: ModelPlan, calendar: Calendar, commits: readonly Commit[]): RunPlan[] {
  const random = randomFrom(model.name.length * 977);
  const commitOf = (key: string) => commits.find((one) => one.key === key);

  function run(base: Base): RunPlan {
    const minutes =
      MINUTES[base.learner] * (0.8 + random() * 0.5) * (Number(base.params.epochs ?? 1) > 50 ? 1.4 : 1);
    return {
      key: base.key,
      experiment: model.experiment,
      name: base.name,
      data: model.data,
      dataset: `${model.dataset}-${calendar.month(calendar.dayOf(base.start))}`,
      learner: base.learner,
      params: base.params,
      ...(base.cut ? { cut: base.cut } : {}),
      commit: base.commit.sha,
      branch: base.commit.branch,
      user: base.user,
      start: base.start,
      end: Math.round(base.start + minutes * MINUTE_MS),
    };
  }

  const userOf = (commit: Commit) => (commit.user === 2 ? "maintainer" : "contributor");

  /** The tries before a version: its params varied, on the commits of its branch that came before. */
  function tries(version: VersionPlan): RunPlan[] {
    const before = ["a", "b", "c"].flatMap((letter) => commitOf(version.key + letter) ?? []);
    const last = commitOf(version.key);
    const steps = [...before, ...(last ? [last] : [])];
    return VARIANTS[version.learner].flatMap((vary, i) => {
      const commit = steps[i % Math.max(1, steps.length)];
      if (!commit) return [];
      const params = vary(version.params);
      const start = commit.ms + (7 + Math.floor(i / steps.length) * 21 + random() * 6) * MINUTE_MS;
      const name = `${version.name}: ${difference(version.params, params)}`;
      return [
        run({
          ...version,
          key: `${version.key}-try-${i + 1}`,
          name,
          params,
          commit,
          start: Math.round(start),
          user: userOf(commit),
        }),
      ];
    });
  }

  function versionRun(version: VersionPlan): RunPlan {
    const commit = commitOf(version.key);
    if (!commit) throw new Error(`No commit goes by the key ${version.key}.`);
    const start = calendar.at(version.day, version.time);
    const made = run({ ...version, commit, start, user: userOf(commit) });
    return {
      ...made,
      register: {
        model: model.name,
        description: version.description,
        at: (made.end ?? start) + 2 * MINUTE_MS,
      },
    };
  }

  /** Every few nights the newest version's recipe is tried again on main. */
  function nightly(): RunPlan[] {
    const every = { "breast-cancer": 2, "digit-reader": 3, "wine-grader": 7 }[model.name] ?? 7;
    const time = { "breast-cancer": "02:30", "digit-reader": "03:15" }[model.name] ?? "04:00";
    const found = [];
    for (let day = every; day <= LAST_DAY; day += every) {
      const start = calendar.at(day, time);
      const recipe = model.versions.findLast(
        (one) => calendar.at(one.day, one.time) < start && !one.cut?.leak,
      );
      if (!recipe) continue;
      const seeded: Params = "random_state" in recipe.params ? { random_state: day } : {};
      const base = {
        ...recipe,
        params: { ...recipe.params, ...seeded },
        key: `${model.name}-night-${day}`,
        name: `nightly: ${recipe.name}`,
      };
      found.push(
        run({ ...base, commit: headAt(commits, PROJECTS.models, "main", start), start, user: "scheduler" }),
      );
    }
    return found;
  }

  const keys = new Set(model.versions.map(({ key }) => key));
  const prefix = model.versions[0]?.key.slice(0, 3) ?? "";
  const mine = commits.filter(
    (one) => one.key?.startsWith(prefix) && !keys.has(one.key.replace(/[a-z]$/, "")),
  );
  const newest = model.versions.at(-1);
  const lastDay = newest
    ? mine.flatMap((commit, i) =>
        VARIANTS[newest.learner].slice(0, 2).map((vary, j) => {
          const params = { ...vary(newest.params), random_state: 20 + i };
          const start = commit.ms + (9 + j * 26) * MINUTE_MS;
          const name = `${newest.name}: ${difference(newest.params, params)}`;
          return run({
            ...newest,
            key: `${commit.key}-${j}`,
            name,
            params,
            commit,
            start,
            user: userOf(commit),
          });
        }),
      )
    : [];
  return [
    ...model.versions.flatMap((version) => [...tries(version), versionRun(version)]),
    ...nightly(),
    ...lastDay,
    ...oddities(model, calendar, commits, run),
  ];
}

/** What is different, in words: "alpha 0.1, trees 75". */
function difference(from: Params, to: Params): string {
  const parts = Object.entries(to).filter(([name, value]) => from[name] !== value);
  return parts.map(([name, value]) => `${name} ${String(value)}`).join(", ");
}

/** Runs that show what can happen: one that goes on and on, one that waits, numbers that are none. */
function oddities(
  model: ModelPlan,
  calendar: Calendar,
  commits: readonly Commit[],
  run: (base: Base) => RunPlan,
): RunPlan[] {
  if (model.name !== "breast-cancer") return [];
  const main = (ms: number) => headAt(commits, PROJECTS.models, "main", ms);
  const base = (key: string, name: string, day: number, time: string) => {
    const start = calendar.at(day, time);
    return { key, name, start, commit: main(start), user: "contributor" };
  };
  return [
    run({
      ...base("bc-single-tree", "one tree to the ground", 6, "15:10"),
      learner: "tree",
      params: { epochs: 8, random_state: 0 },
    }),
    run({
      ...base("bc-numb", "line, C 1e-6: finds nothing", 0, "11:00"),
      learner: "logistic",
      params: { epochs: 20, C: 0.000001 },
    }),
    {
      ...run({
        ...base("bc-long", "boosting, six hundred trees", 59, "22:05"),
        learner: "boosting",
        params: {
          epochs: 120,
          trees: 600,
          learning_rate: 0.01,
          max_depth: 3,
          subsample: 0.5,
          random_state: 1,
        },
      }),
      end: calendar.end - 5 * MINUTE_MS,
      outcome: "RUNNING",
    },
    {
      ...run({
        ...base("bc-queued", "networks of 8 to 64", 59, "23:10"),
        learner: "mlp",
        params: { epochs: 60, alpha: 0.1 },
      }),
      outcome: "SCHEDULED",
    },
  ];
}

const NOTES = [
  "MemoryError: the worker was ended by the system.",
  "ConnectionError: the feature store did not answer.",
  "ValueError: Input X contains NaN.",
];

/** Some tries do not get through: every eleventh fails, every seventeenth is stopped by hand. */
function interrupted(runs: RunPlan[]): RunPlan[] {
  let tries = 0;
  return runs.map((run) => {
    if (!run.key.includes("-try-")) return run;
    tries += 1;
    const epochs = Number(run.params.epochs ?? 1);
    const stopAfter = Math.max(1, Math.floor(epochs / 3));
    if (tries % 11 === 0)
      return { ...run, outcome: "FAILED", stop_after: stopAfter, note: NOTES[(tries / 11) % NOTES.length] };
    return tries % 17 === 0 ? { ...run, outcome: "KILLED", stop_after: stopAfter } : run;
  });
}
