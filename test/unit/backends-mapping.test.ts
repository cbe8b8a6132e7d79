import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kindOf } from "@/server/backends/gitlab/kind-of";
import { projectPathOf, runOfGitlab, statusOfGitlab } from "@/server/backends/gitlab/map";
import { job, pipelineDetail } from "@/server/backends/gitlab/schema";
import { runOfMlflow, statusOfRun } from "@/server/backends/mlflow/map";
import { measured, run } from "@/server/backends/mlflow/schema";

const STATUSES = ["queued", "running", "waiting", "succeeded", "failed", "canceled", "skipped"];

/** The documentation's own example, as recorded. */
const recorded = {
  id: 287,
  iid: 144,
  project_id: 21,
  name: "Build pipeline",
  sha: "50f0acb76a40e34a4ff304f7347dcc6587da8a14",
  ref: "main",
  status: "success",
  source: "push",
  created_at: "2022-09-21T01:05:07.200Z",
  updated_at: "2022-09-21T01:05:50.185Z",
  web_url: "http://127.0.0.1:3000/test-group/test-project/-/pipelines/287",
  user: { id: 1, username: "root", name: "Administrator" },
  started_at: "2022-09-21T01:05:14.197Z",
  finished_at: "2022-09-21T01:05:50.175Z",
  duration: 34,
};

describe("GitLab", () => {
  test("a recorded pipeline in Terrapin's words", () => {
    const { run, pipeline } = runOfGitlab(pipelineDetail.parse(recorded), null, []);
    expect(run).toMatchObject({
      externalId: "287",
      number: "144",
      name: "Build pipeline",
      kind: "code",
      status: "succeeded",
      statusRaw: "success",
      branch: "main",
      commitSha: "50f0acb76a40e34a4ff304f7347dcc6587da8a14",
      trigger: "push",
      actor: "root",
      queuedAt: "2022-09-21T01:05:07.200Z",
      startedAt: "2022-09-21T01:05:14.197Z",
      finishedAt: "2022-09-21T01:05:50.175Z",
      durationMs: 34_000,
      changedAt: "2022-09-21T01:05:50.185Z",
    });
    expect(pipeline).toEqual({
      externalId: "21/code/Build pipeline",
      name: "test-group/test-project: Build pipeline",
      kind: "code",
      url: "http://127.0.0.1:3000/test-group/test-project/-/pipelines",
    });
  });

  test.each([
    ["waiting_for_callback", "queued"],
    ["manual", "waiting"],
    ["canceling", "running"],
    ["SUCCESS", "succeeded"],
  ])("GitLab's %s is %s", (word, status) => {
    expect(statusOfGitlab(word, false)).toBe(status);
  });

  test("an unknown status is kept, and is never taken for success", () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (word, ended) => {
        const status = statusOfGitlab(word, ended);
        expect(STATUSES).toContain(status);
        if (word.toLowerCase() !== "success") expect(status).not.toBe("succeeded");
      }),
    );
    const frozen = runOfGitlab(pipelineDetail.parse({ ...recorded, status: "frozen" }), null, []).run;
    expect(frozen).toMatchObject({ status: "failed", statusRaw: "frozen" });
    const live = runOfGitlab(
      pipelineDetail.parse({ ...recorded, status: "frozen", finished_at: null }),
      null,
      [],
    );
    expect(live.run).toMatchObject({ status: "running", statusRaw: "frozen" });
  });

  test("the words of objects are not mistaken for statuses", () => {
    for (const word of ["constructor", "toString", "__proto__"])
      expect(statusOfGitlab(word, true)).toBe("failed");
  });

  test("a job that may fail, with its reason and its files", () => {
    const parsed = job.parse({
      id: 8,
      name: "lint",
      stage: "test",
      status: "failed",
      allow_failure: true,
      failure_reason: "script_failure",
      created_at: "2016-08-12 15:23:28 UTC",
      started_at: null,
      finished_at: null,
      duration: 0.465,
      web_url: null,
      commit: { title: "Fix 🐢 <script>" },
      artifacts: [{ file_type: "junit", size: 12, filename: "junit.xml.gz", file_format: "gzip" }],
    });
    const { run } = runOfGitlab(pipelineDetail.parse({ ...recorded, name: null }), [parsed], []);
    expect(run.name).toBe("test-project");
    expect(run.commitTitle).toBe("Fix 🐢 <script>");
    expect(run.jobs).toEqual([
      {
        externalId: "8",
        name: "lint",
        stage: "test",
        status: "failed",
        statusRaw: "failed",
        failureReason: "script_failure",
        allowedToFail: true,
        queuedAt: "2016-08-12T15:23:28.000Z",
        startedAt: null,
        finishedAt: null,
        durationMs: 465,
        url: null,
        artifacts: [{ path: "junit.xml.gz", sizeBytes: 12 }],
      },
    ]);
  });

  test("the first rule that matches gives the kind", () => {
    const rules = [
      { kind: "deploy" as const, name: "*deploy*" },
      { kind: "data" as const, source: "schedule", ref: "main" },
    ];
    const of = (name: string, source: string, ref: string) =>
      kindOf(rules, { project: "team/fraud", name, source, ref });
    expect(of("Nightly Deploy to production", "schedule", "main")).toBe("deploy");
    expect(of("Nightly", "schedule", "main")).toBe("data");
    expect(of("Nightly", "schedule", "main-2")).toBe("code");
    expect(of("", "push", "x")).toBe("code");
  });

  test("a pattern without a star fits only itself, and a star fits anything between", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
        fc.pre(![a, b, c].some((part) => part.includes("*")) && a + c !== "");
        const fits = (name: string, text: string) =>
          kindOf([{ kind: "data", name }], { project: null, name: text, ref: null, source: null }) === "data";
        expect(fits(`${a}*${c}`, a + b + c)).toBe(true);
        expect(fits(a + c, `${a + c}!`)).toBe(false);
      }),
    );
  });

  test("the project's path comes from the page address, with subgroups and without a dash part", () => {
    expect(projectPathOf("https://git.example.com/a/b/c/-/pipelines/7")).toBe("a/b/c");
    expect(projectPathOf("https://example.com/foo/bar/pipelines/47")).toBe("foo/bar");
    expect(projectPathOf(null)).toBeNull();
  });
});

const mlflowRun = (info: Record<string, unknown>, data: Record<string, unknown> = {}) =>
  run.parse({
    info: {
      run_id: "0af1",
      experiment_id: "3",
      run_name: "amused-newt-1",
      user_id: "contributor",
      status: "FINISHED",
      start_time: 1_700_000_000_000,
      end_time: 1_700_000_060_000,
      ...info,
    },
    data,
  });

describe("MLflow", () => {
  test("a run in Terrapin's words", () => {
    const mapped = runOfMlflow(
      mlflowRun(
        {},
        {
          metrics: [{ key: "loss", value: 0.25, timestamp: "1700000050000", step: "9" }],
          params: [{ key: "lr", value: "0.01" }],
          tags: [
            { key: "mlflow.runName", value: "tree 🐢" },
            { key: "mlflow.user", value: "contributor" },
            { key: "mlflow.source.git.commit", value: "50F0ACB76A40E34A4FF304F7347DCC6587DA8A14" },
            { key: "mlflow.source.git.branch", value: "main" },
          ],
        },
      ),
      "http://mlflow.example.com",
    );
    expect(mapped).toMatchObject({
      externalId: "0af1",
      pipelineExternalId: "3",
      kind: "training",
      name: "tree 🐢",
      status: "succeeded",
      commitSha: "50f0acb76a40e34a4ff304f7347dcc6587da8a14",
      branch: "main",
      actor: "contributor",
      durationMs: 60_000,
      url: "http://mlflow.example.com/#/experiments/3/runs/0af1",
      params: [{ name: "lr", value: "0.01" }],
      metrics: [{ name: "loss", value: 0.25, step: 9, at: "2023-11-14T22:14:10.000Z" }],
    });
  });

  test("a user that the client did not name is nobody", () => {
    expect(runOfMlflow(mlflowRun({ user_id: "unknown" }), "").actor).toBeNull();
    expect(runOfMlflow(mlflowRun({ user_id: "" }), "").actor).toBeNull();
  });

  test("a commit tag that is no commit is not taken for one", () => {
    const tags = [{ key: "commit", value: "see the wiki" }];
    expect(runOfMlflow(mlflowRun({}, { tags }), "").commitSha).toBeNull();
  });

  test.each([
    ["NaN", Number.NaN],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["-Infinity", Number.NEGATIVE_INFINITY],
    [1.7976931348623157e308, Number.POSITIVE_INFINITY],
    [-1.7976931348623157e308, Number.NEGATIVE_INFINITY],
    [1e308, 1e308],
    [null, Number.NaN],
    [0, 0],
  ])("the value %s is read as %s", (sent, value) => {
    expect(measured.parse(sent)).toBe(value);
  });

  test("an unknown status is kept, and is never taken for success", () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (word, ended) => {
        const status = statusOfRun(word, ended);
        expect(STATUSES).toContain(status);
        if (word.toUpperCase() !== "FINISHED") expect(status).not.toBe("succeeded");
      }),
    );
    expect(runOfMlflow(mlflowRun({ status: "PAUSED", end_time: null }), "")).toMatchObject({
      status: "running",
      statusRaw: "PAUSED",
    });
  });

  test("a run deleted while it ran is not left running for ever", () => {
    const gone = mlflowRun({ status: "RUNNING", end_time: null, lifecycle_stage: "deleted" });
    expect(runOfMlflow(gone, "")).toMatchObject({ status: "canceled", statusRaw: "RUNNING (deleted)" });
  });

  test("whatever times and texts a run carries, it maps to a record that can be stored", () => {
    const anyText = fc.string({ unit: "binary" });
    const anyTime = fc.oneof(
      fc.constant(null),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger(),
    );
    fc.assert(
      fc.property(anyText, anyText, anyTime, anyTime, (name, value, start, end) => {
        const parsed = mlflowRun(
          { run_name: name, start_time: start, end_time: end },
          { params: [{ key: `p${name}`, value }], tags: [{ key: `t${name}`, value }] },
        );
        const mapped = runOfMlflow(parsed, "http://x");
        expect(Number.isNaN(Date.parse(mapped.queuedAt))).toBe(false);
        expect(JSON.stringify(mapped)).not.toMatch(/\\u0000|\\ud[89a-f][0-9a-f]{2}/i);
        expect(mapped.durationMs === null || mapped.durationMs >= 0).toBe(true);
      }),
    );
  });
});
