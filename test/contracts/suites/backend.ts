import { expect, test } from "vitest";
import type { Vendor } from "@/server/backends/vendor";
import { runStatus } from "@/server/foundation/shapes";
import { failureOf, open, readAll, signal, sourcesOf, type World } from "../world";

const isInstant = (value: string | null) =>
  value === null || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);

/** What holds for every backend. */
export function backendSuite(vendor: Vendor, world: () => World) {
  test("it offers the capabilities that its about.ts states, and no others", async () => {
    const { probe: _p, close: _c, knownStatuses: _k, ...interfaces } = await open(world());
    expect(Object.keys(interfaces).sort()).toEqual([...vendor.capabilities].sort());
  });

  test("a test of the connection says what can be read", async () => {
    const { version, reads } = await (await open(world())).probe(signal);
    if (version !== null) expect(version).toMatch(/^\d+\.\d+/);
    expect(reads.length).toBeGreaterThan(0);
  });

  test("every run is in Terrapin's terms, with its pipeline", async () => {
    const backend = await open(world());
    const { runs, pages } = await readAll(backend);
    const pipelines = new Set(pages.flatMap((page) => page.pipelines.map((p) => p.externalId)));
    expect(runs.size).toBeGreaterThan(0);
    for (const run of runs.values()) {
      expect(runStatus.options, run.name).toContain(run.status);
      expect(run.statusRaw).not.toBe("");
      expect(pipelines).toContain(run.pipelineExternalId);
      expect(run.kind === "training").toBe(backend.tracking !== undefined);
      for (const at of [run.queuedAt, run.startedAt, run.finishedAt, run.changedAt]) {
        expect(isInstant(at), `${run.name}: ${at}`).toBe(true);
      }
      if (run.url !== null) expect(run.url).toMatch(/^http/);
      if (run.commitSha !== null) expect(run.commitSha).toMatch(/^[0-9a-f]{7,64}$/);
    }
    expect([...runs.values()].some((run) => run.commitSha !== null)).toBe(true);
  });

  test("a sync that is cut off anywhere continues and misses nothing", async () => {
    const whole = await readAll(await open(world()));
    for (let cut = 1; cut < whole.pages.length; cut++) {
      const before = whole.pages.slice(0, cut);
      const cursors = Object.fromEntries(before.map((page) => [page.stream, page.cursor]));
      const rest = await readAll(await open(world()), cursors);
      const seen = new Set([
        ...before.flatMap((p) => p.runs.map((run) => run.externalId)),
        ...rest.runs.keys(),
      ]);
      expect([...whole.runs.keys()].filter((id) => !seen.has(id))).toEqual([]);
    }
  });

  test("an address that nothing listens at is named", async () => {
    const backend = await open(world(), { url: "http://127.0.0.1:1" });
    const error = await failureOf(backend.probe(signal));
    expect(error).toMatchObject({ kind: "unreachable", what: expect.stringContaining("127.0.0.1:1") });
    expect(error.what).toContain(vendor.name);
  });

  test("an aborted sync ends with the given reason", async () => {
    const controller = new AbortController();
    const reason = new Error("the worker stops");
    controller.abort(reason);
    for (const source of sourcesOf(await open(world()))) {
      const pages = source.readRuns({ cursors: {}, openRuns: [], signal: controller.signal });
      await expect(pages[Symbol.asyncIterator]().next()).rejects.toBe(reason);
    }
  });
}
