import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Ctx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { failingLines, logLines } from "@/server/runs/failing-lines";
import { histogramInput, listArtifacts, listRuns } from "@/server/runs/schema";
import * as runs from "@/server/runs/service";
import { type Gitlab, startGitlab } from "@/server/sample/gitlab/server";
import { testDatabase } from "../database";
import { PROJECT, smallGitlab } from "../peers/gitlab-data";
import { connect, sync } from "./connections-world";
import { makeProject } from "./models-world";

let database: OpenDb;
let gitlab: Gitlab;
let reader: Ctx;
let outsider: Ctx;
beforeAll(async () => {
  database = await testDatabase();
  gitlab = await startGitlab({ data: smallGitlab(Date.now()) });
  const project = await makeProject(database, "screening");
  outsider = (await makeProject(database, "elsewhere")).as.maintainer;
  reader = project.as.viewer;
  const { id } = await connect(project, {
    vendor: "gitlab",
    url: gitlab.url,
    credentials: { token: gitlab.token },
    options: { projects: [PROJECT.path] },
  });
  await sync(database, id);
});
afterAll(async () => {
  await gitlab.stop();
  await database.close();
});

const list = async (input: object) =>
  (await runs.list(reader, listRuns.parse({ limit: 200, ...input }))).items;
const failedRun = async () => {
  for (const run of await list({ status: "failed" })) {
    const detail = await runs.get(reader, { id: run.id });
    if (detail.failedJob) return detail;
  }
  throw new Error("the recording holds no failed job");
};

describe("a run of a pipeline", () => {
  test("comes with the job it failed in, and its jobs in the order they began", async () => {
    const run = await failedRun();
    const { items } = await runs.jobs(reader, { id: run.id });
    expect(items).toHaveLength(run.jobs);
    const failed = items.find((job) => job.id === run.failedJob?.id);
    expect(failed).toMatchObject({ status: "failed", allowedToFail: false, failureReason: "script_failure" });
    expect(failed?.recent?.failed).toBeGreaterThan(0);
    const begins = items.flatMap((job) => job.startedAt ?? []);
    expect(begins).toEqual(begins.toSorted());
  });

  test("its failed job's log is read from GitLab and tells the failure", async () => {
    const run = await failedRun();
    const log = await runs.log(reader, { id: run.id, job: run.failedJob?.id ?? "" });
    expect(log.omittedBytes).toBe(0);
    expect(failingLines(logLines(log.text)).length).toBeGreaterThan(0);
  });

  test("a log that GitLab does not give is an answer in words, and the next reading works", async () => {
    const run = await failedRun();
    const ask = () => runs.log(reader, { id: run.id, job: run.failedJob?.id ?? "" });
    gitlab.control.fail({ kind: "401", path: /\/trace$/ });
    await expect(ask()).rejects.toMatchObject({
      name: "Refusal",
      code: "UNAVAILABLE",
      words: { what: expect.stringMatching(/./), todo: expect.stringMatching(/./) },
    });
    await expect(ask()).resolves.toMatchObject({ text: expect.stringMatching(/./) });
  });

  test("a job of another run, and a run of another project, are refused", async () => {
    const run = await failedRun();
    const [other] = (await list({})).filter((each) => each.id !== run.id);
    await expect(
      runs.log(reader, { id: other?.id ?? "", job: run.failedJob?.id ?? "" }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(runs.get(outsider, { id: run.id })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(runs.get(outsider, { id: "999999" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("its files are those its jobs kept", async () => {
    const everything = await list({});
    const files = (
      await Promise.all(everything.map((run) => runs.artifacts(reader, listArtifacts.parse({ id: run.id }))))
    ).flatMap((page) => page.items);
    expect(files.length).toBeGreaterThan(0);
    expect(files.every((file) => file.job !== null)).toBe(true);
  });
});

describe("what stands beside the list", () => {
  test("the histogram counts every run once, and failures among them", async () => {
    const everything = await list({});
    const { buckets, from, to } = await runs.histogram(reader, histogramInput.parse({ buckets: 10 }));
    expect(buckets).toHaveLength(10);
    expect(buckets.reduce((sum, bucket) => sum + bucket.total, 0)).toBe(everything.length);
    expect(buckets.reduce((sum, bucket) => sum + bucket.bad, 0)).toBe(
      everything.filter((run) => run.status === "failed").length,
    );
    expect([from, to]).toEqual([buckets[0]?.from, buckets.at(-1)?.to]);
  });

  test("the last twenty of each pipeline come oldest first; another project's stay hidden", async () => {
    const everything = await list({});
    const pipelines = [...new Set(everything.map((run) => run.pipeline.id))];
    const { items } = await runs.lastTwenty(reader, { pipelines });
    expect(items.map((item) => item.pipeline).sort()).toEqual(pipelines.toSorted());
    for (const item of items) {
      const own = everything.filter((run) => run.pipeline.id === item.pipeline).slice(0, 20);
      expect(item.runs.map((run) => run.id)).toEqual(own.map((run) => run.id).reverse());
    }
    expect(await runs.lastTwenty(outsider, { pipelines })).toEqual({ items: [] });
  });

  test("the facets are what there is to narrow down by", async () => {
    const everything = await list({});
    const facets = await runs.facets(reader, {});
    expect(facets.branches.toSorted()).toEqual(
      [...new Set(everything.flatMap((run) => run.branch ?? []))].sort(),
    );
    expect(facets.pipelines.map((pipeline) => pipeline.id)).toEqual(
      expect.arrayContaining(everything.map((run) => run.pipeline.id)),
    );
    expect(await runs.liveCount(reader, {})).toBe(
      everything.filter((run) => ["queued", "running", "waiting"].includes(run.status)).length,
    );
  });
});
