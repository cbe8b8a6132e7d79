import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenDb } from "@/server/foundation/db/open";
import { auditEvents } from "@/server/foundation/db/tables/audit";
import { pointsInput, seriesInput } from "@/server/metrics/schema";
import { addPoints, listSeries, readSeries } from "@/server/metrics/service";
import { get } from "@/server/runs/service";
import { testDatabase } from "../database";
import { makeProject, type TestProject } from "./models-world";

let database: OpenDb;
let one: TestProject;
let two: TestProject;

/** Two projects, each with a model of the same name; the first with a run and an environment besides. */
beforeAll(async () => {
  database = await testDatabase();
  one = await makeProject(database, "one");
  two = await makeProject(database, "two");
  await database.db.execute(
    sql.raw(`
    insert into pipelines (project_id, connection_id, external_id, name, kind) values (1, 1, 'e', 'train-wine', 'training');
    insert into runs (project_id, connection_id, pipeline_id, external_id, kind, name, status, status_raw, queued_at, changed_at)
      values (1, 1, 1, 'r', 'training', 'r', 'running', 'RUNNING', '2026-03-01', now());
    insert into models (project_id, connection_id, name, created_at, updated_at) values (1, 1, 'wine', now(), now()), (2, 2, 'wine', now(), now());
    insert into model_versions (project_id, model_id, version, ordinal, digest, created_at, updated_at)
      values (1, 1, '3', 3, 'd', now(), now()), (2, 2, '3', 3, 'd', now(), now());
    insert into environments (project_id, model_id, name, connection_id, alias) values (1, null, 'production', 1, 'champion'), (1, 1, 'production', 1, 'best');
  `),
  );
});
afterAll(() => database.close());

const add = (points: object[], project?: string) =>
  addPoints(one.as.contributor, pointsInput.parse({ points, project }));
const read = (subject: string, name: string, more: object = {}) =>
  readSeries(one.as.viewer, seriesInput.parse({ subject, name, ...more }));
const audited = () => database.db.select().from(auditEvents).where(eq(auditEvents.action, "points.added"));

describe("adding points", () => {
  test("by step to a run: they are its series, and the last one its metric; twice is once", async () => {
    const points = [0.7, 0.8, "NaN"].map((value, step) => ({ subject: "run:1", name: "auc", step, value }));
    expect(await add(points)).toEqual({ received: 3, added: 3 });
    expect(await add([...points, { subject: "run:1", name: "auc", step: 3, value: 0.9 }])).toEqual({
      received: 4,
      added: 1,
    });
    const series = await read("run:1", "auc");
    expect(series).toMatchObject({ axis: "step", better: "higher", count: 4, minX: 0, maxX: 3 });
    expect(series.buckets.map((bucket) => bucket.last)).toEqual([0.7, 0.8, "NaN", 0.9]);
    const run = await get(one.as.viewer, { id: "1" });
    expect(run.metrics).toEqual({ auc: 0.9 });
    expect(run.measures).toMatchObject([{ name: "auc", points: 4, step: 3, at: null }]);
  });

  test("by time to an environment: the model's own before the project's", async () => {
    await add([
      { subject: "environment:wine@production", name: "latency_p95", at: "2026-03-01T10:00:00Z", value: 120 },
    ]);
    const series = await read("environment:wine@production", "latency_p95", { from: "2026-03-01T00:00:00Z" });
    expect(series).toMatchObject({
      axis: "time",
      better: "lower",
      count: 1,
      minX: Date.parse("2026-03-01T10:00:00Z"),
    });
    const { rows } = await database.db.execute(sql`select subject from series where axis = 'time'`);
    expect(rows).toEqual([{ subject: "environment:1@2" }]);
  });

  test("to a version, whose name may stand in two projects", async () => {
    await add([{ subject: "version:wine@3", name: "recall", step: 0, value: 0.9 }]);
    expect((await read("version:wine@3", "recall")).count).toBe(1);
    const both = {
      ...one.as.maintainer,
      actor: { ...one.as.maintainer.actor, isOwner: true },
    } as typeof one.as.maintainer;
    await database.db.execute(sql`update people set is_owner = true where id = ${both.actor?.id}`);
    await expect(listSeries(both, { subject: "version:wine@3" })).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await listSeries(both, { subject: "version:wine@3", project: "one" })).items).toMatchObject([
      { name: "recall" },
    ]);
    expect((await listSeries(both, { subject: "version:wine@3", project: "two" })).items).toEqual([]);
  });

  test("is all or nothing, and what is not there or not one's own is refused", async () => {
    const good = { subject: "run:1", name: "f1", step: 0, value: 1 };
    await expect(add([good, { ...good, subject: "run:99" }])).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(
      add([good, { subject: "run:1", name: "auc", at: "2026-03-01T10:00:00Z", value: 1 }]),
    ).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await read("run:1", "f1")).count).toBe(0);
    await expect(addPoints(one.as.viewer, pointsInput.parse({ points: [good] }))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(addPoints(two.as.maintainer, pointsInput.parse({ points: [good] }))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(read("environment:wine@moon", "x")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("leaves a line in the record each time something new came, and none otherwise", async () => {
    const before = (await audited()).length;
    const point = { subject: "run:1", name: "loss", step: 0, value: 0.1 };
    await add([point]);
    await add([point]);
    const lines = await audited();
    expect(lines).toHaveLength(before + 1);
    expect(lines.at(-1)).toMatchObject({ subjectKind: "series", data: { added: 1, subjects: ["run:1"] } });
  });

  test("asks for a step or a time, a known subject and a number", () => {
    const point = { subject: "run:1", name: "auc", step: 1, value: 1 };
    const refused = (over: object) =>
      expect(pointsInput.safeParse({ points: [{ ...point, ...over }] }).success).toBe(false);
    refused({ step: undefined });
    refused({ subject: "model:x" });
    refused({ value: "high" });
    refused({ name: "a\u0000b" });
    refused({ step: 1.5 });
  });
});
