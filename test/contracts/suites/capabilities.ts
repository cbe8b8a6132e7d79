import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import type { Capability, SourceVersion } from "@/server/backends/types";
import { failureOf, offered, open, readAll, signal, type World } from "../world";

type Suite = (world: () => World) => void;

const tracking: Suite = (world) => {
  test("the history of every metric comes completely, once", async () => {
    const backend = await open(world());
    const { runs } = await readAll(backend);
    const wanted = [...runs.values()].flatMap((run) =>
      run.metrics.map((metric) => ({ runExternalId: run.externalId, metric: metric.name })),
    );
    const values = new Map<string, number[]>();
    const ended = new Set<string>();
    for await (const part of offered(backend.tracking).readHistories(wanted, signal)) {
      const key = `${part.runExternalId} ${part.metric}`;
      expect(ended, "nothing comes after the last part").not.toContain(key);
      if (part.last) ended.add(key);
      values.set(key, [...(values.get(key) ?? []), ...part.points.map((point) => point.value)]);
    }
    expect(ended.size).toBe(wanted.length);
    for (const run of runs.values()) {
      for (const { name: metric, value } of run.metrics) {
        expect(values.get(`${run.externalId} ${metric}`), `${run.name} ${metric}`).toContainEqual(value);
      }
    }
  });
};

const artifacts: Suite = (world) => {
  test("the files of runs are listed at every depth, folders are not", async () => {
    const backend = await open(world());
    const { runs } = await readAll(backend);
    const lists = [];
    for (const id of runs.keys()) lists.push(await offered(backend.artifacts).listArtifacts(id, 100, signal));
    const files = lists.flat();
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(file.path).not.toMatch(/\/$/);
  });
};

/** A model that has two versions, the newer one first. */
async function twoVersions(world: World) {
  const registry = offered((await open(world)).registry);
  const byModel = new Map<string, SourceVersion[]>();
  for await (const page of registry.readVersions(null, signal))
    for (const version of page) byModel.set(version.model, [...(byModel.get(version.model) ?? []), version]);
  for (const [model, [second, first]] of byModel)
    if (second && first) return { registry, model, first: first.version, second: second.version };
  throw new Error("no model has two versions");
}

const registry: Suite = (world) => {
  test("an alias is read, set, moved and removed", async () => {
    const { registry, model, first, second } = await twoVersions(world());
    expect(await registry.readAlias(model, "contract")).toBeNull();
    await registry.setAlias(model, "contract", first);
    expect(await registry.readAlias(model, "contract")).toBe(first);
    await registry.setAlias(model, "contract", second);
    const models = [];
    for await (const page of registry.readModels(signal)) models.push(...page);
    expect(models.find((m) => m.name === model)?.aliases).toContainEqual({
      alias: "contract",
      version: second,
    });
    await registry.deleteAlias(model, "contract");
    expect(await registry.readAlias(model, "contract")).toBeNull();
  });

  test("a version and its run are read by themselves as lists show them, and what does not exist is null", async () => {
    const backend = await open(world());
    const registry = offered(backend.registry);
    const { runs } = await readAll(backend);
    const versions: SourceVersion[] = [];
    for await (const page of registry.readVersions(null, signal)) versions.push(...page);
    for (const version of versions)
      expect(await registry.readVersion(version.model, version.version, signal)).toEqual(version);
    const [version] = versions;
    expect(await registry.readVersion(version?.model ?? "", "999", signal)).toBeNull();
    expect(await registry.readVersion("no-such-model", "1", signal)).toBeNull();
    const tracking = offered(backend.tracking);
    const run = offered(runs.values().next().value);
    expect(await tracking.readRun(run.externalId, signal)).toEqual(run);
    expect(await tracking.readRun("0".repeat(32), signal)).toBeNull();
    expect(await registry.readModelMetrics(`m-${"0".repeat(32)}`, signal)).toBeNull();
  });

  test("what was measured of a version's own model is read", async () => {
    const backend = await open(world());
    const registry = offered(backend.registry);
    const ids: string[] = [];
    for await (const page of registry.readVersions(null, signal))
      ids.push(...page.flatMap(({ loggedModelId }) => loggedModelId ?? []));
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) {
      const read = await registry.readModelMetrics(id, signal);
      expect(read).toMatchObject({ loggedModelId: id, onlyModelOfRun: false });
      expect(read?.metrics).not.toEqual([]);
    }
  });

  test("an alias on what does not exist is an error", async () => {
    const { registry, model } = await twoVersions(world());
    expect(await failureOf(registry.setAlias(model, "contract", "999"))).toMatchObject({ kind: "not_found" });
    expect(await failureOf(registry.readAlias("no-such-model", "x"))).toMatchObject({ kind: "not_found" });
  });
};

const ci: Suite = (world) => {
  test("unfinished runs are read again by their ids, and one that is gone stops nothing", async () => {
    const { cursors, runs } = await readAll(await open(world()));
    const unfinished = [...runs.values()].filter((run) =>
      ["queued", "running", "waiting"].includes(run.status),
    );
    expect(unfinished.length).toBeGreaterThan(0);
    const gone = { ...offered(unfinished[0]), externalId: "999999" };
    const again = await readAll(await open(world()), cursors, [...unfinished, gone]);
    for (const run of unfinished) expect([...again.runs.keys()]).toContain(run.externalId);
  });

  test("the log of a failed job is read", async () => {
    const backend = await open(world());
    const { runs } = await readAll(backend);
    const [failed] = [...runs.values()].flatMap(({ pipelineExternalId, jobs }) =>
      (jobs ?? [])
        .filter((job) => job.status === "failed")
        .map((job) => ({ pipelineExternalId, jobExternalId: job.externalId })),
    );
    expect(await text(await offered(backend.ci).openLog(offered(failed), signal))).not.toBe("");
  });
};

const suites: Record<Capability, Suite> = { tracking, artifacts, registry, ci };

/** What holds for every backend with this capability. */
export function capabilitySuite(capability: Capability, world: () => World) {
  describe(`as ${capability}`, () => suites[capability](world));
}
