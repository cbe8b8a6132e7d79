import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evaluate } from "@/server/gates/evaluate";
import type { GitlabRecording } from "@/server/sample/gitlab/shapes";
import { feedbackUpTo, type LiveRecording, seriesBetween } from "@/server/sample/live";
import { latestOf } from "@/server/sample/mlflow/runs";
import type { MlflowRecording } from "@/server/sample/mlflow/shapes";
import { readGitlab, readLive, readMlflow, readStory } from "@/server/sample/recorded";
import { type SampleServers, startSampleServers } from "@/server/sample/servers";
import { shiftDays, shiftInstant } from "@/server/sample/shift";
import { deploymentsOf, moveStory, type Story, type StoryPromotion } from "@/server/sample/story";

let story: Story;
let mlflow: MlflowRecording;
let gitlab: GitlabRecording;
let live: LiveRecording;

const HOUR_MS = 3_600_000;
/** Some day, well after the recording. */
const TODAY = Date.parse("2027-03-09T00:00:00Z");

beforeAll(async () => {
  [story, mlflow, gitlab, live] = await Promise.all([readStory(), readMlflow(), readGitlab(), readLive()]);
});

describe("the recorded sample", () => {
  it("is small enough to live in the repository", async () => {
    const files = await readdir("server/sample/data");
    const sizes = await Promise.all(
      files.map(async (file) => (await stat(join("server/sample/data", file))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2_000_000);
  });

  it("names no machine and no person", () => {
    const text = JSON.stringify([story, mlflow, gitlab, live]);
    expect(text).not.toMatch(/\/work\/|\/root\/|\/home\/|\/tmp\//);
    const mails = new Set(text.match(/[\w.]+@[\w.]+/g) ?? []);
    expect([...mails].filter((mail) => !mail.endsWith("@example.com") && !mail.includes("sha256"))).toEqual(
      [],
    );
  });

  it("holds about two hundred training runs in every state, and four hundred pipelines", () => {
    expect(new Set(mlflow.runs.map((run) => run.status))).toEqual(
      new Set(["FINISHED", "FAILED", "KILLED", "RUNNING", "SCHEDULED"]),
    );
    expect(mlflow.runs.length).toBeGreaterThan(150);
    expect(gitlab.pipelines.length).toBeGreaterThan(350);
    const versions = mlflow.models.map(
      ({ name }) => mlflow.versions.filter((one) => one.name === name).length,
    );
    expect(versions.sort((a, b) => b - a)).toEqual([14, 8, 5]);
  });

  it("holds infinite and missing numbers, as they came out of training", () => {
    const values = mlflow.runs.flatMap((run) => run.histories.flatMap((history) => history.values));
    expect(values).toContain("NaN");
    expect(values).toContain(Number.MAX_VALUE);
  });

  it("joins every version's training run with pipelines by their commit", () => {
    const shas = new Set(gitlab.pipelines.map((one) => one.sha));
    for (const version of mlflow.versions) {
      const run = mlflow.runs.find((one) => one.run_id === version.run_id);
      const commit = run?.tags.find((tag) => tag.key === "mlflow.source.git.commit")?.value ?? "";
      expect(shas, `${version.name} ${version.version}`).toContain(commit);
    }
  });

  it("stands on the aliases that the story ends with", () => {
    const ends = deploymentsOf(story).filter((one) => one.to === null);
    const aliases = ends.map(({ model, environment, version }) => ({
      model,
      alias: story.environments.find((one) => one.name === environment)?.alias,
      version,
    }));
    const sorted = (list: object[]) => list.map((one) => JSON.stringify(one)).sort();
    expect(sorted(mlflow.aliases)).toEqual(sorted(aliases));
  });
});

describe("the story", () => {
  const metricsOf = (model: string, version: string) => {
    const found = mlflow.versions.find((one) => one.name === model && one.version === version);
    const run = mlflow.runs.find((one) => one.run_id === found?.run_id);
    return Object.fromEntries(
      (run?.histories ?? []).map((history) => [history.key, Number(latestOf(history)?.value)]),
    );
  };

  /** The gates that the promotion does not pass, on the numbers that were measured. */
  function failing(promotion: StoryPromotion): string[] {
    const { model, environment, version, at } = promotion;
    const policy = story.policies.find((one) => one.model === model && one.environment === environment);
    const revision = policy?.revisions.findLast((one) => one.at <= at);
    const champion = deploymentsOf(story).find(
      (one) =>
        one.model === model &&
        one.environment === environment &&
        one.from <= at &&
        (one.to === null || at < one.to),
    );
    const mine = metricsOf(model, version);
    const identity = (number: string) => ({ version: number, digest: "", runId: "1", commitSha: null });
    const outcomes = evaluate(revision?.gates ?? [], {
      challenger: identity(version),
      challengerMetrics: mine,
      champion: champion ? identity(champion.version) : null,
      championMetrics: champion ? metricsOf(model, champion.version) : null,
    });
    return outcomes.flatMap(({ label, result, because }) =>
      result === "pass" ? [] : [`${label}: ${because}`],
    );
  }

  it("is told in order, of versions that were registered by then", () => {
    for (const { model, version, at, decisions, endedAt } of story.promotions) {
      const registered = mlflow.versions.find((one) => one.name === model && one.version === version);
      expect(registered?.creation_timestamp, `${model} ${version}`).toBeLessThan(Date.parse(at));
      const times = [at, ...decisions.map((one) => one.at), ...(endedAt ? [endedAt] : [])];
      expect(times).toEqual([...times].sort());
    }
    const asked = story.promotions.map((one) => one.at);
    expect(asked).toEqual([...asked].sort());
  });

  it("lets pass only what passed its gates on the measured numbers", () => {
    for (const promotion of story.promotions) {
      if (["succeeded", "rolled_back", "pending"].includes(promotion.status)) {
        expect(
          failing(promotion),
          `${promotion.model} ${promotion.version} ${promotion.environment}`,
        ).toEqual([]);
      }
    }
  });

  it("has promotions that gates stopped, that people stopped, and that wait", () => {
    const stopped = story.promotions.filter((one) => failing(one).length > 0);
    expect(stopped.map((one) => one.status)).toContain("canceled");
    const states = story.promotions.map((one) => one.status);
    expect(states.filter((state) => state === "pending").length).toBe(2);
    expect(new Set(states)).toEqual(
      new Set(["succeeded", "pending", "rejected", "canceled", "expired", "rolled_back"]),
    );
  });

  it("has the approvals that each policy asks for, and none of the requester's own", () => {
    for (const { model, environment, at, by, status, decisions } of story.promotions) {
      const policy = story.policies.find((one) => one.model === model && one.environment === environment);
      const count = policy?.revisions.findLast((one) => one.at <= at)?.rules[0]?.count ?? 0;
      const approvals = decisions.filter((one) => one.decision === "approve");
      expect(approvals.map((one) => one.by)).not.toContain(by);
      if (status === "succeeded" || status === "rolled_back") expect(approvals.length).toBe(count);
      if (status === "pending") expect(approvals.length).toBe(count - 1);
    }
  });

  it("goes back to the version before when one is rolled back", () => {
    const production = deploymentsOf(story).filter(
      (one) => one.model === "breast-cancer" && one.environment === "production",
    );
    expect(production.map((one) => one.version).slice(-3)).toEqual(["12", "13", "12"]);
    expect(production.at(-1)?.to).toBeNull();
  });
});

describe("the live series", () => {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const between = (model: string, metric: string, from: string, to: string) =>
    seriesBetween(live, 0, { from: 0, to: Date.parse("2026-11-24T23:59:00Z") })
      .filter((one) => one.model === model && one.environment === "production" && one.metric === metric)
      .flatMap((one) =>
        one.points.filter((point) => point.at >= from && point.at < to).map((point) => point.value),
      );

  it("dips while the version that was rolled back served", () => {
    const bad = deploymentsOf(story).find((one) => one.version === "13" && one.environment === "production");
    const [from, to] = [bad?.from ?? "", bad?.to ?? ""];
    const day = 24 * HOUR_MS;
    const before = between(
      "breast-cancer",
      "roc_auc",
      new Date(Date.parse(from) - 3 * day).toISOString(),
      from,
    );
    const after = between("breast-cancer", "roc_auc", to, new Date(Date.parse(to) + 3 * day).toISOString());
    const during = between("breast-cancer", "roc_auc", from, to);
    expect(during.length).toBeGreaterThan(12);
    expect(mean(during)).toBeLessThan(0.97);
    expect(Math.min(mean(before), mean(after))).toBeGreaterThan(0.98);
  });

  it("falls slowly where the input drifts", () => {
    const early = between("digit-reader", "accuracy", "2026-11-05", "2026-11-12");
    const late = between("digit-reader", "accuracy", "2026-11-22", "2026-11-25");
    expect(mean(early) - mean(late)).toBeGreaterThan(0.01);
  });

  it("ends at now on whatever day, and the feedback ends with the recording", () => {
    const now = TODAY + 9.5 * HOUR_MS;
    const days = shiftDays(story.lastDay, now);
    const ends = seriesBetween(live, days, { from: 0, to: now }).map((one) =>
      Date.parse(one.points.at(-1)?.at ?? ""),
    );
    expect(new Set(ends)).toEqual(new Set([TODAY + 9 * HOUR_MS]));
    const later = seriesBetween(live, days, { from: 0, to: now + 30 * 24 * HOUR_MS });
    for (const { points } of later) {
      const times = points.map((point) => Date.parse(point.at));
      expect(times.at(-1)).toBe(TODAY + (30 * 24 + 9) * HOUR_MS);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    }
    const heard = feedbackUpTo(live, days, now);
    expect(heard.filter((item) => Date.parse(item.at) > now)).toEqual([]);
    expect(heard.length).toBeGreaterThan(30);
    expect(feedbackUpTo(live, days, TODAY + 24 * HOUR_MS).length).toBeGreaterThan(heard.length);
  });

  it("has feedback that answers its form's questions", () => {
    for (const item of live.feedback) {
      const form = story.forms.find((one) => one.slug === item.form);
      for (const [key, value] of Object.entries(item.answers)) {
        const field = form?.fields.find((one) => one.key === key);
        expect(field, `${item.form} ${key}`).toBeDefined();
        if (field && "options" in field) expect(field.options).toContain(value);
      }
      const required = form?.fields.filter((one) => one.required).map((one) => one.key) ?? [];
      expect(Object.keys(item.answers)).toEqual(expect.arrayContaining(required));
    }
  });
});

describe("time", () => {
  it("moves by whole days, so that the last day is today whatever the hour", () => {
    for (const hour of [0, 0.01, 9, 23.99]) {
      const days = shiftDays("2026-11-24", TODAY + hour * HOUR_MS);
      expect(shiftInstant("2026-11-24T17:30:00.000Z", days)).toBe("2027-03-09T17:30:00.000Z");
    }
    expect(moveStory(story, 105).lastDay).toBe("2027-03-09");
    expect(moveStory(story, 105).promotions[0]?.at.slice(10)).toBe(story.promotions[0]?.at.slice(10));
  });
});

describe("the sample's servers", () => {
  let clock = TODAY + 10 * HOUR_MS;
  let dataDir = "";
  let servers: SampleServers;

  const ask = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${servers.systems.gitlab.url}/api/v4/projects/${path}`, {
      headers: { "private-token": servers.systems.gitlab.credentials.token },
    });
    return (await response.json()) as T;
  };
  const search = async (body: object) => {
    const response = await fetch(`${servers.systems.mlflow.url}/api/2.0/mlflow/runs/search`, {
      method: "POST",
      body: JSON.stringify({
        experiment_ids: mlflow.experiments.map((one) => one.experiment_id),
        max_results: 5_000,
        ...body,
      }),
    });
    return (
      (await response.json()) as {
        runs: {
          info: { run_id: string; status: string; start_time: number; end_time?: number };
          data: { tags: { key: string; value: string }[] };
        }[];
      }
    ).runs;
  };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "terrapin-sample-"));
    servers = await startSampleServers({ dataDir, now: () => clock });
  });
  afterAll(async () => {
    await servers?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it.each([0, 1, 9])("show every state at any hour %i days on, and nothing of later", async (day) => {
    for (const hour of [0.05, 6, 12, 18, 23.95]) {
      clock = TODAY + (day * 24 + hour) * HOUR_MS;
      const rows = await ask<{ status: string; created_at: string; updated_at: string }[]>(
        `screening%2Fmodels/pipelines?per_page=100&order_by=updated_at`,
      );
      const states = new Set(rows.map((row) => row.status));
      for (const state of ["running", "pending", "manual", "success", "failed"])
        expect(states).toContain(state);
      expect(rows.filter((row) => Date.parse(row.updated_at) > clock)).toEqual([]);
      const runs = await search({});
      expect(runs.filter((run) => run.info.start_time > clock || (run.info.end_time ?? 0) > clock)).toEqual(
        [],
      );
      expect(runs.map((run) => run.info.status)).toEqual(expect.arrayContaining(["RUNNING", "SCHEDULED"]));
    }
  });

  it("go on as the day does: new runs begin and end", async () => {
    clock = TODAY + 4 * HOUR_MS;
    const before = await search({});
    clock = TODAY + 20 * HOUR_MS;
    const after = await search({});
    expect(after.length).toBeGreaterThan(before.length);
  });

  it("go on after today, with the recording's last week told again", async () => {
    clock = TODAY + 24 * 24 * HOUR_MS;
    const rows = await ask<{ created_at: string }[]>("21/pipelines?per_page=100");
    const last = Math.max(...rows.map((row) => Date.parse(row.created_at)));
    expect(clock - last).toBeLessThan(24 * HOUR_MS);
    const runs = (await search({})).filter((run) => run.info.start_time > TODAY + 24 * HOUR_MS);
    expect(clock - Math.max(...runs.map((run) => run.info.start_time))).toBeLessThan(48 * HOUR_MS);
    expect(new Set(runs.map((run) => run.info.run_id)).size).toBe(runs.length);
    // As on the recorded days, runs and pipelines are joined by their commits.
    const commits = runs.flatMap((run) =>
      run.data.tags.filter((tag) => tag.key === "mlflow.source.git.commit"),
    );
    const known = await Promise.all(
      commits.map(async ({ value }) => (await ask<unknown[]>(`21/pipelines?sha=${value}`)).length > 0),
    );
    expect(known.filter(Boolean).length / known.length).toBeGreaterThan(0.9);
    clock = TODAY + 10 * HOUR_MS;
  });

  it("keep their ports, their token and what was changed over a restart", async () => {
    const body = JSON.stringify({ name: "breast-cancer", alias: "champion", version: "14" });
    await fetch(`${servers.systems.mlflow.url}/api/2.0/mlflow/registered-models/alias`, {
      method: "POST",
      body,
    });
    const before = servers;
    await servers.stop();
    clock += 48 * HOUR_MS;
    servers = await startSampleServers({ dataDir, now: () => clock });
    expect([servers.systems, servers.days]).toEqual([before.systems, before.days]);
    const response = await fetch(
      `${servers.systems.mlflow.url}/api/2.0/mlflow/registered-models/alias?name=breast-cancer&alias=champion`,
    );
    expect(await response.json()).toMatchObject({ model_version: { version: "14" } });
  });
});
