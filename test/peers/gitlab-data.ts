import type { GitlabRecording, RecordedJob, RecordedPipeline } from "../../server/sample/gitlab/shapes.ts";

/**
 * A small GitLab for tests: one project with a pipeline in each of GitLab's thirteen states at the moment `at`, a
 * pipeline with a child, and one whose test failed. The sha of the newest, `sha(1)`, is free to be shared with a
 * training run.
 */

export const PROJECT = { id: 21, path: "test-group/test-project" };

export const sha = (n: number): string => n.toString(16).padStart(40, "a1b2c3d4e5");

const MINUTE = 60;
let lastJob = 0;

/** A job of a minute that waits five seconds for a runner and succeeds, but for what is said otherwise. */
export function job(name: string, stage: string, more: Partial<RecordedJob> = {}): RecordedJob {
  lastJob += 1;
  return { id: 1_000 + lastJob, name, stage, queue: 5, run: MINUTE, result: "success", log: name, ...more };
}

/** A pipeline that began so many minutes before a moment. */
export function pipeline(
  id: number,
  at: number,
  minutesAgo: number,
  more: Partial<RecordedPipeline> = {},
): RecordedPipeline {
  return {
    id,
    iid: id - 200,
    project: PROJECT.id,
    name: "api-tests",
    ref: "main",
    sha: sha(id),
    source: "push",
    user: 2,
    at: new Date(at - minutesAgo * MINUTE * 1000).toISOString(),
    stages: ["build", "test"],
    jobs: [job("build", "build"), job("unit", "test"), job("lint", "test", { run: 20 })],
    ...more,
  };
}

/** @param at milliseconds since 1970 */
export function smallGitlab(at: number): GitlabRecording {
  const failed = { result: "failed", log: "unit!upload", reason: "script_failure" } as const;
  const one = (first: RecordedJob) => ({ stages: ["deploy"], jobs: [first] });
  const pipelines = [
    pipeline(281, at, 900, { sha: sha(1), name: "nightly-features", source: "schedule" }),
    pipeline(282, at, 600, {
      jobs: [job("build", "build"), job("unit", "test", failed), job("lint", "test")],
    }),
    pipeline(283, at, 500, { skipped: true, jobs: [] }),
    pipeline(284, at, 400, { canceledAfter: 30 }),
    pipeline(285, at, 300, {
      stages: ["build", "deploy"],
      name: "deploy-breast-cancer",
      jobs: [job("build", "build"), job("to production", "deploy", { result: "manual" })],
    }),
    pipeline(286, at, 200, {
      jobs: [job("build", "build"), job("features", "test", { starts: 287, run: 1 })],
    }),
    pipeline(287, at, 198, { parent: 286, source: "parent_pipeline", name: "feature-checks" }),
    pipeline(288, at, 10, one(job("wait for a gpu", "deploy", { queue: null }))),
    pipeline(289, at, 9, one(job("deploy", "deploy", { queue: null, waits: "waiting_for_resource" }))),
    pipeline(290, at, 8, one(job("deploy", "deploy", { queue: null, waits: "preparing" }))),
    pipeline(291, at, 7, one(job("deploy", "deploy", { queue: null, waits: "waiting_for_callback" }))),
    pipeline(292, at, 6, one(job("roll out slowly", "deploy", { queue: null, waits: "scheduled" }))),
    pipeline(293, at, 5, { jobs: [job("build", "build", { run: 3_600 }), job("unit", "test")], sha: sha(1) }),
    pipeline(294, at, 4, { jobs: [job("build", "build", { run: null })], canceledAfter: 4 * MINUTE - 1 }),
    pipeline(295, at, 0),
  ];
  return {
    version: { version: "18.6.0-ee", revision: "5f0e4f3f2ab", enterprise: true },
    users: [
      { id: 1, username: "maintainer", name: "Maintainer" },
      { id: 2, username: "contributor", name: "Contributor" },
    ],
    projects: [
      {
        ...PROJECT,
        name: "Test project",
        description: "",
        defaultBranch: "main",
        createdAt: "2026-01-05T08:00:00.000Z",
      },
    ],
    commits: [...new Set(pipelines.map((one) => one.sha))].map((id, i) => ({
      project: PROJECT.id,
      sha: id,
      parent: null,
      title: `Change ${i + 1}`,
      user: 2,
      at: new Date(at - 3_600_000).toISOString(),
    })),
    pipelines,
    logs: {
      build: "$ make\nbuilt in 41 s",
      unit: "$ pytest\n318 passed in 52.11s",
      lint: "$ ruff check\nAll checks passed!",
      "unit!upload":
        "$ pytest\ntests/test_upload.py::test_limit FAILED\nE   AssertionError: expected 413, got 500\n1 failed, 317 passed in 52.40s",
    },
  };
}
