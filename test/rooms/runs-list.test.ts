import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectsWith } from "@/server/access/access";
import { type Ctx, systemCtx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { queryOf } from "@/server/runs/list/keys";
import { findPage, type Place } from "@/server/runs/list/page";
import { listRuns, runFilter } from "@/server/runs/schema";
import { counts, list } from "@/server/runs/service";
import { testDatabase } from "@/test/database";
import { expectedRuns, type Model, seedRuns } from "./runs-reference";

let database: OpenDb;
let ctx: Ctx;
let seeded: Model[];
beforeAll(async () => {
  database = await testDatabase();
  ctx = systemCtx(database.db, "test");
  seeded = await seedRuns(database.db);
});
afterAll(() => database.close());

type Input = Parameters<typeof listRuns.parse>[0];
const ask = (input: object = {}) => list(ctx, listRuns.parse(input as Input));
const names = async (input: object) => (await ask({ limit: 200, ...input })).items.map((run) => run.name);

async function everyPage(input: object): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask({ ...input, cursor });
    found.push(...page.items.map((run) => run.name));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return found;
}

const filters = fc.record(
  {
    project: fc.constantFrom("one", "two"),
    kind: fc.constantFrom("code", "training", "code,deploy"),
    status: fc.constantFrom("failed", "running,queued", "succeeded"),
    branch: fc.constantFrom("main", "exp/*", "main,exp/a", "*x"),
    q: fc.constantFrom("r1", "MAIN", "nobody", "r2 main", "100%"),
    filter: fc.constantFrom(
      "metrics.auc > 0.5",
      "metrics.auc >= 0.2 and metrics.loss < 0.9",
      "metrics.auc != 0.5 and params.depth = 3",
      "params.depth > 2",
      "params.depth ~ 1",
      "params.depth != 3 and tags.team = a",
      "tags.team ~ A",
      "tags.team != a",
      "metrics.only > 0",
      "metrics.unknown > 0",
    ),
  },
  { requiredKeys: [] },
);
const sorts = fc.constantFrom(
  "startedAt",
  "-startedAt",
  "durationMs",
  "-durationMs",
  "metrics.auc",
  "-metrics.auc",
  "-metrics.only",
  "metrics.unknown",
);

describe("the list of runs", () => {
  test("page by page it is what filtering and sorting all runs would give", async () => {
    await fc.assert(
      fc.asyncProperty(filters, sorts, fc.integer({ min: 3, max: 120 }), async (filter, sort, limit) => {
        const expected = expectedRuns(seeded, listRuns.parse({ ...filter, sort })).map((run) => run.name);
        expect(await everyPage({ ...filter, sort, limit })).toEqual(expected);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });

  test("walking and sorting find the same page", async () => {
    const scopes = await projectsWith(ctx, "runs.read");
    await fc.assert(
      fc.asyncProperty(filters, sorts, fc.integer({ min: 1, max: 10 }), async (filter, sort, walkAtMost) => {
        const input = listRuns.parse({ ...filter, sort });
        const query = await queryOf(ctx.db, scopes, input, input.sort);
        let after: Place | null = null;
        for (let page = 0; page < 4; page++) {
          const short: Place[] = await findPage(ctx.db, query, input.sort, { after, limit: 20, walkAtMost });
          expect(short).toEqual(
            await findPage(ctx.db, query, input.sort, { after, limit: 20, walkAtMost: 100_000 }),
          );
          after = short.at(-1) ?? null;
          if (!after) return;
        }
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });

  test("by a metric, numbers come first, then NaN, then the runs without it", async () => {
    const { items } = await ask({ sort: "-metrics.only", limit: 200 });
    expect(items.slice(0, 6).map((run) => run.metrics.only)).toEqual([
      "Infinity",
      2,
      -1,
      "-Infinity",
      "NaN",
      undefined,
    ]);
    const upwards = await ask({ sort: "metrics.only", limit: 200 });
    expect(upwards.items.slice(0, 6).map((run) => run.metrics.only)).toEqual([
      "-Infinity",
      -1,
      2,
      "Infinity",
      "NaN",
      undefined,
    ]);
  });

  test("more than a number never means NaN", async () => {
    const { items } = await ask({ filter: "metrics.only > 1", limit: 200 });
    expect(items.map((run) => run.metrics.only).sort()).toEqual([2, "Infinity"]);
  });

  test("params compare as numbers where they are numbers, and what is none never matches", async () => {
    expect(await names({ filter: "params.odd > 0" })).toEqual(["odd-1e3"]);
    expect(await names({ filter: "params.odd = 'not a number'" })).toEqual(["odd-text"]);
  });

  test("runs come with the metrics and params that are asked for, those of the filter and the sort, and no others", async () => {
    const { items } = await ask({
      metrics: "loss, unknown",
      params: "depth",
      sort: "-metrics.auc",
      limit: 200,
    });
    for (const run of items) {
      const { metrics, params } = seeded.find(({ name }) => name === run.name) ?? { metrics: {}, params: {} };
      expect(Object.keys(run.metrics).toSorted()).toEqual(
        ["auc", "loss"].filter((name) => name in metrics).toSorted(),
      );
      expect(run.params).toEqual("depth" in params ? { depth: params.depth } : {});
    }
    expect((await ask({ filter: "params.odd = 1e3" })).items[0]?.params).toEqual({ odd: "1e3" });
    expect(
      (await ask()).items.every((run) => Object.keys({ ...run.metrics, ...run.params }).length === 0),
    ).toBe(true);
  });

  test("a commit is found by its beginning", async () => {
    expect(await names({ commit: "abcdef1" })).toEqual(["odd-text"]);
    expect(await names({ commit: "abcdef1".padEnd(40, "0") })).toEqual(["odd-text"]);
    expect(() => listRuns.parse({ commit: "main" })).toThrow(/commit's SHA/);
  });

  test("what is special in LIKE is not special in a search", async () => {
    expect(await names({ q: "100%" })).toEqual(["100%_done"]);
    expect(await names({ q: "0%d" })).toEqual([]);
  });

  test("a cursor of another order, or one that was tampered with, is refused", async () => {
    const { nextCursor } = await ask({ limit: 5 });
    await expect(ask({ cursor: nextCursor, sort: "durationMs" })).rejects.toThrow(/cursor is not valid/);
    const forged = Buffer.from(
      JSON.stringify({ s: '{"by":"startedAt","direction":"desc"}', g: 0, k: "now()", id: "1" }),
    );
    await expect(ask({ cursor: forged.toString("base64url") })).rejects.toThrow(/cursor is not valid/);
  });

  test("a filter that can't be read says where it goes wrong", () => {
    expect(() => listRuns.parse({ filter: "metrics.auc >" })).toThrow(/comes a value/);
    expect(() => listRuns.parse({ status: "failed,gone" })).toThrow();
    expect(() => listRuns.parse({ sort: "-name" })).toThrow(/none of startedAt/);
  });
});

describe("counts", () => {
  test("tell what a filter leaves of everything, and what is not over", async () => {
    const found = await counts(ctx, runFilter.parse({ project: "one", status: "failed" }));
    const mine = seeded.filter((run) => run.project === "one");
    expect(found).toEqual({
      matching: { count: mine.filter((run) => run.status === "failed").length, more: false },
      nested: { count: 0, more: false },
      all: { count: mine.length, more: false },
      live: mine.filter((run) => ["queued", "running", "waiting"].includes(run.status)).length,
    });
  });

  test("stop at ten thousand", async () => {
    await database.db.execute(sql`
      insert into runs (project_id, connection_id, pipeline_id, external_id, kind, name, status, status_raw, queued_at, changed_at)
      select 3, 3, 3, 'bulk-' || i, 'data', 'bulk', 'succeeded', '', '2020-01-01', now() from generate_series(1, 10001) i`);
    const found = await counts(ctx, runFilter.parse({ project: "three", kind: "data" }));
    expect(found.matching).toEqual({ count: 10_000, more: true });
    expect(found.all).toEqual({ count: 10_001, more: false });
  });
});
