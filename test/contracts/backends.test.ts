import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { BackendError } from "@/server/backends/errors";
import { runStatus } from "@/server/foundation/shapes";
import { closeAll, open, readAll, signal, startWorlds, type World } from "./worlds";

let worlds: Awaited<ReturnType<typeof startWorlds>>;
beforeAll(async () => {
  worlds = await startWorlds();
}, 600_000);
afterAll(() => worlds?.stop());
afterEach(() => {
  closeAll();
  for (const world of Object.values(worlds.worlds)) expect(world.violations()).toEqual([]);
});

const names = ["MLflow", "the sample's MLflow", "GitLab"] as const;
const playing = ["the sample's MLflow", "GitLab"] as const;

async function trouble(work: Promise<unknown>): Promise<BackendError> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (thrown instanceof BackendError) return thrown;
  throw new Error(`expected a BackendError, got ${String(thrown)}`);
}

const isInstant = (value: string | null) =>
  value === null || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);

describe.each(names)("%s", (name) => {
  const world = (): World => worlds.worlds[name];

  test("a test of the connection tells the version and what can be read", async () => {
    const probe = await open(world()).probe(signal);
    expect(probe.version).toMatch(/^\d+\.\d+/);
    expect(probe.reads.length).toBeGreaterThan(0);
  });

  test("every run is in Terrapin's words, with its pipeline", async () => {
    const { runs, pages } = await readAll(open(world()));
    const pipelines = new Set(pages.flatMap((page) => page.pipelines.map((p) => p.externalId)));
    expect(runs.size).toBeGreaterThan(8);
    for (const run of runs.values()) {
      expect(runStatus.options, run.name).toContain(run.status);
      expect(run.statusRaw).not.toBe("");
      expect(pipelines).toContain(run.pipelineExternalId);
      for (const at of [run.queuedAt, run.startedAt, run.finishedAt, run.changedAt]) {
        expect(isInstant(at), `${run.name}: ${at}`).toBe(true);
      }
      expect(run.url).toMatch(/^http/);
      if (run.commitSha !== null) expect(run.commitSha).toMatch(/^[0-9a-f]{7,64}$/);
    }
    expect([...runs.values()].some((run) => run.commitSha !== null)).toBe(true);
  });

  test("a reading that was cut off anywhere goes on and misses nothing", async () => {
    const whole = await readAll(open(world()));
    for (let cut = 1; cut < whole.pages.length; cut++) {
      const before = whole.pages.slice(0, cut);
      const cursors = Object.fromEntries(before.map((page) => [page.stream, page.cursor]));
      const rest = await readAll(open(world()), cursors);
      const seen = new Set([
        ...before.flatMap((p) => p.runs.map((run) => run.externalId)),
        ...rest.runs.keys(),
      ]);
      expect([...whole.runs.keys()].filter((id) => !seen.has(id))).toEqual([]);
    }
  });

  test("an address that nothing listens at is named", async () => {
    const error = await trouble(open(world(), { url: "http://127.0.0.1:1" }).probe(signal));
    expect(error).toMatchObject({ kind: "unreachable", what: expect.stringContaining("127.0.0.1:1") });
  });

  test("an aborted reading ends with the reason given", async () => {
    const controller = new AbortController();
    const reason = new Error("the worker stops");
    controller.abort(reason);
    const reading = open(world()).runs.readRuns({ cursors: {}, openRuns: [], signal: controller.signal });
    await expect(reading[Symbol.asyncIterator]().next()).rejects.toBe(reason);
  });
});

describe.each(playing)("%s in trouble", (name) => {
  const world = (): World => worlds.worlds[name];
  const fail = (fault: Parameters<NonNullable<World["fail"]>>[0]) => world().fail?.(fault);

  test("a refused token is named, and is not part of the words", async () => {
    fail({ kind: "401" });
    const error = await trouble(open(world()).probe(signal));
    expect(error).toMatchObject({ kind: "unauthorized", status: 401 });
    if (world().credentials.token) expect(error.message).not.toContain(world().credentials.token);
    await open(world())
      .probe(signal)
      .catch(() => undefined);
  });

  test("a sign-in page in place of data is named", async () => {
    fail({ kind: "html", path: name === "GitLab" ? "/pipelines" : "/search" });
    const error = await trouble(readAll(open(world())));
    expect(error).toMatchObject({ kind: "not_json" });
    expect(error.todo).toContain("Is this the address of the");
  });

  test.each(["truncated", "reset", "500"] as const)("%s once is lived through", async (kind) => {
    const undisturbed = await readAll(open(world()));
    fail({ kind, path: name === "GitLab" ? "/pipelines" : "/runs/search" });
    const disturbed = await readAll(open(world()));
    expect([...disturbed.runs.keys()].sort()).toEqual([...undisturbed.runs.keys()].sort());
  });

  test("a request to slow down is obeyed, and nothing is missed", async () => {
    fail({ kind: "429", retryAfter: 1, path: name === "GitLab" ? "/pipelines" : "/runs/search" });
    const before = world().requests?.().length ?? 0;
    const { runs } = await readAll(open(world()));
    expect(runs.size).toBeGreaterThan(8);
    expect(world().requests?.().length).toBeGreaterThan(before);
  });

  test("a long wait that was asked for is handed on", async () => {
    fail({ kind: "429", retryAfter: 600, path: name === "GitLab" ? "/pipelines" : "/runs/search" });
    expect(await trouble(readAll(open(world())))).toMatchObject({
      kind: "rate_limited",
      retryAfterMs: 600_000,
    });
  });
});

describe("the sample's MLflow and the real one", () => {
  test("give the same records", async () => {
    const [real, sample] = [worlds.worlds.MLflow, worlds.worlds["the sample's MLflow"]];
    const placeless = (text: string) => text.replaceAll(real.url, "").replaceAll(sample.url, "");
    const of = async (world: World) => {
      const { runs } = await readAll(open(world));
      return placeless(
        JSON.stringify(
          [...runs.values()].sort((a, b) => (a.externalId < b.externalId ? -1 : 1)),
          (_, value: unknown) =>
            typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
        ),
      );
    };
    expect(JSON.parse(await of(sample))).toEqual(JSON.parse(await of(real)));
  });
});

describe.each(["MLflow", "the sample's MLflow"] as const)("%s as tracking server and registry", (name) => {
  const world = (): World => worlds.worlds[name];

  test("a history comes whole, with NaN and the infinities", async () => {
    const backend = open(world());
    const { runs } = await readAll(backend);
    const wanted = [...runs.values()].flatMap((run) =>
      run.metrics.map((metric) => ({ runExternalId: run.externalId, metric: metric.name })),
    );
    const values = new Map<string, number[]>();
    const ended = new Set<string>();
    for await (const part of backend.tracking?.readHistories(wanted, signal) ?? []) {
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
    const all = [...values.values()].flat();
    expect(all).toContain(Number.POSITIVE_INFINITY);
    expect(all.some(Number.isNaN)).toBe(true);
  });

  test("names with emoji, right-to-left letters and markup come as they are", async () => {
    const { runs, pages } = await readAll(open(world()));
    const said = JSON.stringify([...runs.values(), ...pages.flatMap((page) => page.pipelines)]);
    expect(said).toContain("🌱 <script>alert(1)</script> שלום");
  });

  test("files are listed through their folders", async () => {
    const backend = open(world());
    const { runs } = await readAll(backend);
    const lists = [];
    for (const id of runs.keys()) lists.push(await backend.tracking?.listArtifacts(id, 100, signal));
    const files = lists.flatMap((list) => list ?? []);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(file.path).not.toMatch(/\/$/);
  });

  test("an alias is read, set, moved and removed", async () => {
    const registry = open(world()).registry;
    if (!registry) throw new Error("no registry");
    const versions = [];
    for await (const page of registry.readVersions(null, signal)) versions.push(...page);
    const model = "breast-cancer";
    const [second, first] = versions.filter((v) => v.model === model).map((v) => v.version);
    expect(await registry.readAlias(model, "contract")).toBeNull();
    await registry.setAlias(model, "contract", first ?? "");
    expect(await registry.readAlias(model, "contract")).toBe(first);
    await registry.setAlias(model, "contract", second ?? "");
    const models = [];
    for await (const page of registry.readModels(signal)) models.push(...page);
    expect(models.find((m) => m.name === model)?.aliases).toContainEqual({
      alias: "contract",
      version: second,
    });
    await registry.deleteAlias(model, "contract");
    expect(await registry.readAlias(model, "contract")).toBeNull();
  });

  test("an alias on what does not exist is an error with the registry's words", async () => {
    const registry = open(world()).registry;
    const error = await trouble(registry?.setAlias("breast-cancer", "contract", "999") ?? Promise.resolve());
    expect(error).toMatchObject({ kind: "not_found", code: "RESOURCE_DOES_NOT_EXIST" });
    expect(await trouble(registry?.readAlias("no-such-model", "x") ?? Promise.resolve())).toMatchObject({
      kind: "not_found",
    });
  });
});

describe("MLflow alone", () => {
  test("a run that was deleted while it ran is not left running", async () => {
    const { url } = worlds.worlds.MLflow;
    const post = async (path: string, body: object) => {
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${url}/api/2.0/mlflow/${path}`, {
        ...{ method: "POST", headers, body: JSON.stringify(body) },
      });
      return response.json();
    };
    const { run } = await post("runs/create", {
      experiment_id: "0",
      start_time: Date.now() - 5 * 86_400_000,
    });
    const id: string = run.info.run_id;
    const before = await readAll(open(worlds.worlds.MLflow));
    expect(before.runs.get(id)).toMatchObject({ status: "running" });
    await post("runs/delete", { run_id: id });
    const openRuns = [{ externalId: id, pipelineExternalId: "0" }];
    const after = await readAll(open(worlds.worlds.MLflow), before.cursors, openRuns);
    expect(after.runs.get(id)).toMatchObject({ status: "canceled", statusRaw: "RUNNING (deleted)" });
  });
});

describe("GitLab as CI", () => {
  const world = (): World => worlds.worlds.GitLab;

  test("all of its thirteen states, child pipelines and jobs come through", async () => {
    const { runs } = await readAll(open(world()));
    const words = [...runs.values()].map((run) => run.statusRaw);
    for (const word of [
      "success",
      "failed",
      "canceled",
      "skipped",
      "manual",
      "running",
      "waiting_for_callback",
    ]) {
      expect(words).toContain(word);
    }
    expect([...runs.values()].some((run) => run.trigger === "parent_pipeline")).toBe(true);
    const failed = [...runs.values()].find((run) => run.status === "failed");
    expect(failed?.jobs?.some((job) => job.status === "failed" && job.failureReason !== null)).toBe(true);
  });

  test("a second reading asks for no pipeline that has not changed", async () => {
    const backend = open(world());
    const { cursors, runs } = await readAll(backend);
    const stillOpen = [...runs.values()].filter((run) =>
      ["queued", "running", "waiting"].includes(run.status),
    );
    const before = world().requests?.().length ?? 0;
    await readAll(backend, cursors);
    const asked = world().requests?.().slice(before) ?? [];
    const details = new Set(asked.flatMap(({ path }) => /\/pipelines\/(\d+)/.exec(path)?.[1] ?? []));
    const over = [...runs.values()].filter((run) => !stillOpen.includes(run)).map((run) => run.externalId);
    expect(over.filter((id) => details.has(id))).toEqual([]);
  });

  test("open pipelines are looked at again by their ids", async () => {
    const { cursors, runs } = await readAll(open(world()));
    const running = [...runs.values()].find((run) => run.statusRaw === "manual");
    if (!running) throw new Error("no open pipeline");
    const again = await readAll(open(world()), cursors, [
      running,
      { externalId: "999999", pipelineExternalId: "21/code/" },
    ]);
    expect(again.runs.has(running.externalId)).toBe(true);
  });

  test("one pipeline and the log of its failed job", async () => {
    const backend = open(world());
    const { runs } = await readAll(backend);
    const failed = [...runs.values()].find((run) => run.jobs?.some((job) => job.status === "failed"));
    const job = failed?.jobs?.find((one) => one.status === "failed");
    if (!failed || !job || !backend.ci) throw new Error("nothing has failed");
    const { pipelineExternalId } = failed;
    const page = await backend.ci.readRun(pipelineExternalId, failed.externalId, signal);
    expect(page.runs[0]).toEqual(failed);
    const log = await backend.ci.openLog({ pipelineExternalId, jobExternalId: job.externalId }, signal);
    expect(await text(log)).toMatch(/unit|test/i);
  });

  test("a project that is gone keeps no other from being read, and is told at the end", async () => {
    const backend = open(world(), {
      options: { projects: ["no/such", ...(world().options.projects ?? [])] },
    });
    const read: string[] = [];
    const reading = async () => {
      for await (const page of backend.runs.readRuns({ cursors: {}, openRuns: [], signal })) {
        read.push(...page.runs.map((run) => run.externalId));
      }
    };
    expect(await trouble(reading())).toMatchObject({
      kind: "not_found",
      why: expect.stringContaining("no%2Fsuch"),
    });
    expect(new Set(read).size).toBeGreaterThan(8);
  });

  test("a project that does not exist is named in the error", async () => {
    const error = await trouble(open(world(), { options: { projects: ["no/such"] } }).probe(signal));
    expect(error).toMatchObject({ kind: "not_found", why: expect.stringContaining("no%2Fsuch") });
  });
});
