import { describe, expect, test } from "vitest";
import { startMlflowSample } from "@/server/sample/mlflow/server";
import { exportMlflow } from "../../peers/export-mlflow";
import { startMlflow, train } from "../../peers/mlflow";
import { smallMlflow } from "../../peers/mlflow-data";
import { type Contract, failureOf, offered, open, readAll, signal, type World } from "../world";

const REAL = "MLflow";
const SAMPLE = "the sample's MLflow";

const worldAt = (
  url: string,
  {
    control,
    stop,
  }: Pick<World, "stop"> & { control?: Awaited<ReturnType<typeof startMlflowSample>>["control"] },
): World => ({
  target: { vendor: "mlflow", url, credentials: {}, options: {} },
  runsPath: "/runs/search",
  fail: control?.fail ?? null,
  requests: control ? () => control.requests : null,
  violations: () => [],
  stop,
});

let real: ReturnType<typeof startReal> | null = null;
/** A real MLflow with trained models, started once. */
const realOnce = () => {
  real ??= startReal();
  return real;
};
async function startReal() {
  const mlflow = await startMlflow();
  await train(mlflow);
  return mlflow;
}

export const contract: Contract = {
  worlds: [
    {
      name: REAL,
      isReal: true,
      start: async () => {
        const { url, stop } = await realOnce();
        return worldAt(url, { stop });
      },
    },
    {
      name: SAMPLE,
      start: async () => {
        const sample = await startMlflowSample({ data: await exportMlflow((await realOnce()).url) });
        return worldAt(sample.url, sample);
      },
    },
  ],

  async small() {
    const sample = await startMlflowSample({ data: smallMlflow(Date.now()) });
    return worldAt(sample.url, sample);
  },

  ownTests({ of }) {
    test("the sample gives the same records as the real server", async () => {
      const recordsOf = async (world: World) => {
        const { runs } = await readAll(await open(world));
        const sorted = [...runs.values()].sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
        const json = JSON.stringify(sorted, (_, value: unknown) =>
          typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
        );
        return JSON.parse(json.replaceAll(world.target.url, ""));
      };
      expect(await recordsOf(of(SAMPLE))).toEqual(await recordsOf(of(REAL)));
    });

    test("the sample measures logged models as the real server does", async () => {
      const measured = async (world: World) => {
        const registry = offered((await open(world)).registry);
        const found = [];
        for await (const page of registry.readVersions(null, signal))
          for (const { model, version, loggedModelId } of page) {
            const read = loggedModelId && (await registry.readModelMetrics(loggedModelId, signal));
            if (!read) continue;
            const metrics = read.metrics.sort((a, b) => (a.name < b.name ? -1 : 1));
            found.push({ model, version, ...read, metrics });
          }
        return found.sort((a, b) => (a.loggedModelId < b.loggedModelId ? -1 : 1));
      };
      const real = await measured(of(REAL));
      expect(real.length).toBeGreaterThan(0);
      expect(await measured(of(SAMPLE))).toEqual(real);
    });

    describe.each([REAL, SAMPLE])("%s", (name) => {
      test("NaN and the infinities are part of a history", async () => {
        const backend = await open(of(name));
        const { runs } = await readAll(backend);
        const wanted = [...runs.values()].flatMap((run) =>
          run.metrics.map((metric) => ({ runExternalId: run.externalId, metric: metric.name })),
        );
        const values: number[] = [];
        for await (const part of offered(backend.tracking).readHistories(wanted, signal))
          values.push(...part.points.map((point) => point.value));
        expect(values).toContain(Number.POSITIVE_INFINITY);
        expect(values.some(Number.isNaN)).toBe(true);
      });

      test("names with emoji, right-to-left letters and markup come as they are", async () => {
        const { runs, pages } = await readAll(await open(of(name)));
        const records = JSON.stringify([...runs.values(), ...pages.flatMap((page) => page.pipelines)]);
        expect(records).toContain("🌱 <script>alert(1)</script> שלום");
      });

      test("an alias on a missing version is an error with the registry's own code", async () => {
        const registry = offered((await open(of(name))).registry);
        expect(await failureOf(registry.setAlias("breast-cancer", "contract", "999"))).toMatchObject({
          code: "RESOURCE_DOES_NOT_EXIST",
        });
      });
    });

    test("a run that was deleted while it ran does not stay running", async () => {
      const world = of(REAL);
      const post = async (path: string, body: object) => {
        const headers = { "content-type": "application/json" };
        const response = await fetch(`${world.target.url}/api/2.0/mlflow/${path}`, {
          ...{ method: "POST", headers, body: JSON.stringify(body) },
        });
        return response.json();
      };
      const { run } = await post("runs/create", {
        experiment_id: "0",
        start_time: Date.now() - 5 * 86_400_000,
      });
      const id: string = run.info.run_id;
      const before = await readAll(await open(world));
      expect(before.runs.get(id)).toMatchObject({ status: "running" });
      await post("runs/delete", { run_id: id });
      const openRuns = [{ externalId: id, pipelineExternalId: "0" }];
      const after = await readAll(await open(world), before.cursors, openRuns);
      expect(after.runs.get(id)).toMatchObject({ status: "canceled", statusRaw: "RUNNING (deleted)" });
    });
  },
};
