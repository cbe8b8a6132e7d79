import { afterEach, describe, expect, test } from "vitest";
import { openBackend } from "@/server/backends/open";
import { type ManyRuns, startManyRuns } from "../peers/many-runs";
import { everythingOpen, readAll, signal } from "./world";

let source: ManyRuns;
afterEach(() => source.stop());

/** Steps of each run's metric, as the reader gives them. */
async function stepsOfAll(runs: number, points: number) {
  source = await startManyRuns({ runs, params: 0, metrics: 1, points, newestMs: Date.now() - 7_200_000 });
  const backend = await openBackend(
    { vendor: "mlflow", url: source.url, credentials: {}, options: {} },
    { outbound: everythingOpen },
  );
  const ids = [...(await readAll(backend)).runs.keys()];
  const wanted = ids.map((runExternalId) => ({ runExternalId, metric: "metric_0" }));
  const steps = new Map<string, number[]>();
  let parts = 0;
  for await (const part of backend.tracking?.readHistories(wanted, signal) ?? []) {
    parts += 1;
    steps.set(part.runExternalId, [
      ...(steps.get(part.runExternalId) ?? []),
      ...part.points.map((p) => p.step),
    ]);
  }
  backend.close();
  return { ids, steps, parts };
}

const upTo = (n: number) => Array.from({ length: n }, (_, step) => step);

describe("histories of many runs at once", () => {
  test("what an answer cuts off is asked for again: each comes whole and once", async () => {
    const { ids, steps, parts } = await stepsOfAll(30, 3_000);
    expect(ids).toHaveLength(30);
    for (const id of ids) expect(steps.get(id), id).toEqual(upTo(3_000));
    expect(parts).toBe(30);
  });

  test("one longer than an answer may be comes page by page", async () => {
    const { ids, steps, parts } = await stepsOfAll(2, 60_000);
    for (const id of ids) expect(steps.get(id), id).toEqual(upTo(60_000));
    expect(parts).toBe(6);
  });
});
