import type { GitlabRecording, RecordedJob, RecordedPipeline } from "../../../server/sample/gitlab/shapes.ts";
import { deploymentsOf, type Story, type StoryDeployment } from "../../../server/sample/story.ts";
import { type Calendar, LAST_DAY, MINUTE_MS, randomFrom } from "./calendar.ts";
import { type Commit, headAt, PROJECTS, USERS } from "./commits.ts";
import { logTexts } from "./logs.ts";
import { MODELS } from "./versions.ts";

type DraftJob = Omit<RecordedJob, "id" | "starts"> & { starts?: Draft };
type Draft = Omit<RecordedPipeline, "id" | "iid" | "at" | "jobs" | "parent"> & {
  ms: number;
  jobs: DraftJob[];
  child?: boolean;
};

const FIRST_PIPELINE = 4_001;
const FIRST_JOB = 90_001;

/** The GitLab of the sample: what its two repositories, its nights and its deployments set going. */
export function gitlabOf(calendar: Calendar, commits: readonly Commit[], told: Story): GitlabRecording {
  const make = drafts(calendar, commits, randomFrom(60));
  const all = [
    ...commits.flatMap((commit) => make.ofCommit(commit)),
    ...Array.from({ length: LAST_DAY + 1 }, (_, day) => make.night(day)).flat(),
    ...deploymentsOf(told).flatMap((service) => make.deployment(service)),
    ...make.open(),
  ];
  const children = all.flatMap((one) => one.jobs.flatMap((job) => job.starts ?? []));
  const ordered = [...all, ...children].filter((one) => one.ms < calendar.end).sort((a, b) => a.ms - b.ms);
  const ids = new Map(ordered.map((one, i) => [one, FIRST_PIPELINE + i]));
  const iids = new Map<number, number>();
  let job = FIRST_JOB - 1;
  const pipelines = ordered.map(({ ms, jobs, child, ...rest }, i): RecordedPipeline => {
    const iid = (iids.get(rest.project) ?? 0) + 1;
    iids.set(rest.project, iid);
    const parent = all.find((one) => one.jobs.some((each) => each.starts === ordered[i]));
    return {
      id: FIRST_PIPELINE + i,
      iid,
      at: new Date(ms).toISOString(),
      ...rest,
      jobs: jobs.map(({ starts, ...one }) => {
        job += 1;
        return { id: job, ...one, ...(starts ? { starts: ids.get(starts) } : {}) };
      }),
      ...(parent ? { parent: ids.get(parent) } : {}),
    };
  });
  return {
    version: { version: "18.6.0-ee", revision: "5f0e4f3f2ab", enterprise: true },
    users: Object.entries(USERS).map(([username, id]) => ({ id, username, name: username })),
    projects: [
      project(PROJECTS.models, "screening/models", "Training and serving of the screening models", calendar),
      project(PROJECTS.portal, "screening/portal", "The reading room's viewer", calendar),
    ],
    commits: commits.map(({ project: of, sha, parent, title, user, at }) => ({
      project: of,
      sha,
      parent,
      title,
      user,
      at,
    })),
    pipelines,
    logs: logTexts(),
  };
}

const project = (id: number, path: string, description: string, calendar: Calendar) => ({
  id,
  path,
  name: path.slice(path.indexOf("/") + 1),
  description,
  defaultBranch: "main",
  createdAt: new Date(calendar.start - 400 * 24 * 60 * MINUTE_MS).toISOString(),
});

function drafts(calendar: Calendar, commits: readonly Commit[], random: () => number) {
  /** A job of about so many seconds. */
  function job(
    name: string,
    stage: string,
    seconds: number,
    log: string,
    more: Partial<DraftJob> = {},
  ): DraftJob {
    const run = Math.round(seconds * (0.85 + random() * 0.35) * 10) / 10;
    return { name, stage, queue: Math.round(2 + random() * 18), run, result: "success", log, ...more };
  }
  const failed = (log: string, more: Partial<DraftJob> = {}): Partial<DraftJob> => ({
    result: "failed",
    reason: "script_failure",
    log,
    ...more,
  });
  const junit = { file_type: "junit", size: 48_211, filename: "junit.xml.gz", file_format: "gzip" };
  const archive = { file_type: "archive", size: 412_690, filename: "artifacts.zip", file_format: "zip" };
  /** What a share of the jobs of one kind fails over. */
  const fate = (commit: Commit): string => {
    const said: Record<string, string> = {
      "Limit uploads by plan": "integration!upload",
      "Count cases on both sides of the split": "unit!split",
      "Limit batch uploads too": "integration!limit",
      "Read the limit from the plan": "integration!limit",
      "Button: report a wrong result": "browser!report",
    };
    const known = said[commit.title];
    if (known) return known;
    const drawn = random() * (commit.merge ? 2 : 1);
    if (drawn < 0.045) return commit.project === PROJECTS.portal ? "browser!report" : "integration!flaky";
    if (drawn < 0.075) return "lint!unused";
    if (drawn < 0.095) return "types!optional";
    return drawn < 0.13 ? "canceled" : "";
  };

  function base(name: string, commit: Commit, ms: number, source: string, user = commit.user) {
    return { name, project: commit.project, ref: commit.branch, sha: commit.sha, source, user, ms };
  }

  function tests(commit: Commit, ms: number, source: string, ref = commit.branch): Draft {
    const over = fate(commit);
    const fails = (log: string, more: Partial<DraftJob> = {}) =>
      over.split("!")[0] === log
        ? failed(over, { ...more, ...(over.endsWith("flaky") ? { retry: "success" } : {}) })
        : more;
    const portal = commit.project === PROJECTS.portal;
    const jobs = portal
      ? [
          job("build", "build", 52, "build", { artifacts: [archive] }),
          job("lint", "build", 21, "lint", fails("lint")),
          job("types", "build", 26, "types", fails("types")),
          job("browser", "test", 96, "browser", fails("browser", { artifacts: [junit] })),
        ]
      : [
          job("build", "build", 44, "build", { artifacts: [archive] }),
          job("lint", "build", 19, "lint", fails("lint")),
          job("types", "build", 31, "types", fails("types")),
          job("unit / py3.11", "test", 61, "unit", fails("unit", { coverage: 91.4, artifacts: [junit] })),
          job("unit / py3.12", "test", 58, "unit", { coverage: 91.6, artifacts: [junit] }),
          job("integration", "test", 172, "integration", fails("integration", { artifacts: [junit] })),
          job("docs", "test", 17, "docs"),
          job(
            "publish",
            "publish",
            9,
            "publish",
            ref === "main" ? {} : { result: "manual", allowFailure: true },
          ),
        ];
    const name = portal ? "portal-tests" : "api-tests";
    return {
      ...base(name, commit, ms, source),
      ref,
      stages: ["build", "test", ...(portal ? [] : ["publish"])],
      jobs,
      ...(over === "canceled" ? { canceledAfter: Math.round(30 + random() * 90) } : {}),
    };
  }

  /** A push runs the tests; where a branch is about to be merged, its merge request runs them too. */
  function ofCommit(commit: Commit): Draft[] {
    const push = commit.ms + 4_000 + Math.round(random() * 9_000);
    if (commit.title.includes("[skip ci]")) {
      const name = commit.project === PROJECTS.portal ? "portal-tests" : "api-tests";
      return [{ ...base(name, commit, push, "push"), stages: [], jobs: [], skipped: true }];
    }
    const found = [tests(commit, push, "push")];
    if (commit.merge) {
      const branch = /'(.+?)' into/.exec(commit.title)?.[1] ?? "";
      const last = commits.findLast(
        (one) => one.project === commit.project && one.branch === branch && one.ms < commit.ms,
      );
      const ref = `refs/merge-requests/${calendar.dayOf(commit.ms) + 1}/head`;
      if (last) found.unshift(tests(last, commit.ms - 18 * MINUTE_MS, "merge_request_event", ref));
    }
    return found;
  }

  function features(day: number): Draft {
    const ms = calendar.at(day, "21:30") + 3_000;
    const commit = headAt(commits, PROJECTS.models, "main", ms);
    const columns = day === 11 || day === LAST_DAY - 1;
    const checks: Draft = {
      ...base("feature-checks", commit, ms + 9 * MINUTE_MS, "parent_pipeline", USERS.scheduler),
      stages: ["compare"],
      jobs: [job("compare", "compare", 74, "checks")],
      child: true,
    };
    const withChild = day >= LAST_DAY - 20 && !columns;
    return {
      ...base("nightly-features", commit, ms, "schedule", USERS.scheduler),
      stages: ["extract", "check", "build", "publish"],
      jobs: [
        job(
          "extract-cases",
          "extract",
          190,
          "extract",
          day === 46 ? failed("extract!store", { retry: "success" }) : {},
        ),
        job("schema-check", "check", 14, "schema", columns ? failed("schema!columns") : {}),
        job("build-features", "build", 245, "features", { artifacts: [archive] }),
        job("publish-features", "publish", 21, "publish-features"),
        ...(withChild
          ? [{ ...job("feature-checks", "publish", 1, ""), queue: 0, run: 1, starts: checks }]
          : []),
      ],
    };
  }

  /** What comes by the clock: features every evening, the viewer's tests every night, a soak on Sundays. */
  function night(day: number): Draft[] {
    const found = [features(day)];
    const ms = calendar.at(day, "03:40");
    if (day > 0) {
      const commit = headAt(commits, PROJECTS.portal, "main", ms);
      found.push({ ...tests(commit, ms, "schedule"), user: USERS.scheduler });
    }
    if (calendar.weekday(day) === 0) found.push(soak(calendar.at(day, "01:00"), 6 * 3_600));
    return found;
  }

  function soak(ms: number, seconds: number): Draft {
    const commit = headAt(commits, PROJECTS.models, "main", ms);
    const jobs = [{ ...job("soak", "soak", seconds, "soak"), run: seconds }];
    return { ...base("soak-tests", commit, ms, "schedule", USERS.scheduler), stages: ["soak"], jobs };
  }

  function rollOut(
    model: string,
    environment: string,
    commit: Commit,
    ms: number,
    more: Partial<DraftJob> = {},
  ): Draft {
    const exclusive = environment === "production" ? { waits: "waiting_for_resource" as const } : {};
    return {
      ...base(`deploy-${model}`, commit, ms, "trigger", USERS.maintainer),
      ref: "main",
      stages: ["verify", "deploy", "check"],
      jobs: [
        job("verify", "verify", 13, "verify"),
        job(`to ${environment}`, "deploy", 62, "deploy", { ...exclusive, ...more }),
        job("smoke-test", "check", 38, "smoke"),
        job("watch", "check", 900, "watch"),
      ],
    };
  }

  /** Each change of what serves was a pipeline; one of them had to be tried twice. */
  function deployment({ model, environment, version, from }: StoryDeployment): Draft[] {
    const key = MODELS.find((one) => one.name === model)?.versions[Number(version) - 1]?.key;
    const commit = commits.find((one) => one.key === key);
    if (!commit) throw new Error(`${model} has no version ${version}.`);
    const ms = Date.parse(from) + 20_000;
    const good = rollOut(model, environment, commit, ms);
    if (model !== "digit-reader" || version !== "7") return [good];
    const bad = rollOut(model, environment, commit, ms);
    bad.jobs[2] = { ...job("smoke-test", "check", 38, "smoke"), ...failed("smoke!latency") };
    return [bad, { ...good, ms: ms + 24 * MINUTE_MS }];
  }

  /** What is still open on the last day: a deployment that waits for a hand, a soak that runs, a job no runner takes. */
  function open(): Draft[] {
    const at = (time: string) => calendar.at(LAST_DAY - 1, time);
    const eight = commits.find((one) => one.key === "dr-8");
    const main = headAt(commits, PROJECTS.models, "main", at("23:00"));
    const gpu = { ...job("benchmark", "benchmark", 600, "soak"), queue: null };
    return [
      ...(eight ? [rollOut("digit-reader", "production", eight, at("17:00"), { result: "manual" })] : []),
      soak(at("22:30"), 26 * 3_600),
      { ...base("gpu-benchmarks", main, at("23:00"), "web"), stages: ["benchmark"], jobs: [gpu] },
    ];
  }

  return { ofCommit, night, deployment, open };
}
