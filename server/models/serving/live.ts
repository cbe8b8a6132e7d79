import "server-only";
import { pairOf } from "@/server/deployments/deployment-changes";
import { currentDeployment } from "@/server/deployments/service";
import type { Db, Tx } from "@/server/foundation/db/open";
import { boundFor, mainLiveMetric } from "@/server/gates/bounds";
import type { Bound } from "@/server/gates/kind";
import { gate } from "@/server/gates/kinds";
import { findSeries, readBuckets, type SeriesRow } from "@/server/metrics/read";
import type { Bucket } from "@/server/metrics/schema";
import { subjectKey } from "@/server/metrics/subject";
import { type LiveMeasure, latestLive } from "@/server/registry/measures";
import type { LivePoint } from "../schema";
import { policiesOf } from "../store";
import { type LiveState, liveState, type Window } from "./live-state";
import { dayMeans } from "./store";

type Pair = { modelId: string; environmentId: string };

export type LiveMetric = LiveMeasure & { bound: Bound | null; series: SeriesRow };

/**
 * The live metrics of a model in an environment with the bounds that its policy sets: first the one that stands for
 * the model's quality, then the others by name.
 */
export async function liveMetricsOf(db: Db | Tx, pair: Pair): Promise<LiveMetric[]> {
  const [latest, policies, series] = await Promise.all([
    latestLive(db, [pair]),
    policiesOf(db, [pair.modelId]),
    findSeries(db, subjectKey.environment(pair.modelId, pair.environmentId)),
  ]);
  const timed = new Map(series.filter(({ axis }) => axis === "time").map((row) => [row.name, row]));
  const policy = policies.find((each) => each.environmentId === pair.environmentId);
  const gates = gate.array().parse(policy?.gates ?? []);
  const metrics = (latest.get(pairOf(pair)) ?? []).flatMap((measure) => {
    const row = timed.get(measure.name);
    return row ? [{ ...measure, bound: boundFor(gates, measure.name), series: row }] : [];
  });
  const main = mainLiveMetric(gates, metrics);
  const others = metrics.filter((metric) => metric !== main);
  return [...(main ? [main] : []), ...others.sort((a, b) => a.name.localeCompare(b.name))];
}

/** A live metric between two moments, summed up for a line of `width` pixels. */
export async function liveCurve(
  db: Db | Tx,
  series: SeriesRow,
  { from, to, width }: { from: string; to: string; width: number },
): Promise<LivePoint[]> {
  const buckets = await readBuckets(db, series, { from: Date.parse(from), to: Date.parse(to), width });
  return buckets.map(pointOf);
}

const finite = (value: Bucket["min"]) => (typeof value === "number" ? value : null);

const pointOf = ({ x, mean, min, max, count }: Bucket): LivePoint => ({
  at: new Date(x).toISOString(),
  mean,
  min: finite(min),
  max: finite(max),
  n: count,
});

/** The mean of a live metric's last 24 hours under the version that serves now, and how it stands to its bound. */
export async function liveNow(
  db: Db | Tx,
  { modelId, environmentId }: Pair,
  { seriesId, bound }: LiveMetric,
): Promise<{ day: Window | null; state: LiveState["state"] }> {
  const serving = await currentDeployment(db, modelId, environmentId);
  const means = await dayMeans(db, [{ seriesId, since: serving?.fromAt ?? null }], Date.now());
  const windows = means.get(seriesId) ?? [];
  return { day: windows[0] ?? null, state: liveState(windows, bound).state };
}
