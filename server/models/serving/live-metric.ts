import "server-only";
import { projectsWith } from "@/server/access/access";
import { environmentsOf } from "@/server/deployments/environments-of";
import { environmentsIn } from "@/server/deployments/store";
import type { Ctx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { Refusal } from "@/server/foundation/errors";
import { windowMeans } from "@/server/metrics/means";
import { readBuckets } from "@/server/metrics/read";
import { findModel, type ModelRow } from "@/server/registry/find";
import { type LiveMetricInput, type LiveMetricView, liveMetricInput } from "../schema";
import { type LiveMetric, liveMetricsOf, liveNow } from "./live";
import { deploymentsBetween } from "./store";

const dayMs = 86_400_000;

/**
 * One live metric of a model in an environment: its curve, its bound, and what served meanwhile.
 * @throws Refusal NOT_FOUND (no such model, environment or metric), FORBIDDEN, CONFLICT (the name stands for several)
 */
export async function liveMetric(ctx: Ctx, input: LiveMetricInput): Promise<LiveMetricView> {
  const asked = liveMetricInput.parse(input);
  const scopes = await projectsWith(ctx, "models.read", asked.project);
  const model = await findModel(ctx.db, scopes, asked.model);
  const to = asked.to ?? new Date().toISOString();
  const from = asked.from ?? new Date(Date.parse(to) - asked.days * dayMs).toISOString();
  const environments = environmentsOf(await environmentsIn(ctx.db, [model.projectId]), model);
  const { environment, metrics } = await placeOf(ctx.db, model, environments, asked.environment);
  const about = {
    ...{ model: model.name, project: model.project, from, to },
    environments: environments.map(({ name }) => name),
    environment: environment?.name ?? null,
    metrics: metrics.map(({ name }) => name),
  };
  const metric = metrics.find(({ name }) => name === (asked.metric ?? metrics[0]?.name));
  if (asked.metric !== undefined && !metric) {
    throw new Refusal("NOT_FOUND", {
      what: `${model.name} has no live metric ${asked.metric}${environment ? ` in ${environment.name}` : ""}.`,
      todo: metrics.length > 0 ? `Measured there: ${about.metrics.join(", ")}.` : undefined,
    });
  }
  if (!environment || !metric) return { ...about, metric: null, services: [] };
  const { name, better, bound, series } = metric;
  const [now, buckets, services] = await Promise.all([
    liveNow(ctx.db, { modelId: model.id, environmentId: environment.id }, metric),
    readBuckets(ctx.db, series, { from: Date.parse(from), to: Date.parse(to), width: asked.width }),
    servicesOf(ctx.db, model.id, environment.name, metric, { from, to }),
  ]);
  return { ...about, metric: { name, better, bound, ...now, buckets }, services };
}

type Place = { id: string; name: string };

/** The environment asked for, else the most important one with a live metric, with its live metrics. */
async function placeOf(
  db: Db,
  model: ModelRow,
  environments: readonly Place[],
  asked: string | undefined,
): Promise<{ environment: Place | null; metrics: LiveMetric[] }> {
  const wanted = asked === undefined ? environments : environments.filter(({ name }) => name === asked);
  if (asked !== undefined && wanted.length === 0) {
    throw new Refusal("NOT_FOUND", {
      what: `${model.name} has no environment ${asked}.`,
      todo:
        environments.length > 0 ? `It has ${environments.map(({ name }) => name).join(", ")}.` : undefined,
    });
  }
  for (const environment of wanted) {
    const metrics = await liveMetricsOf(db, { modelId: model.id, environmentId: environment.id });
    if (metrics.length > 0) return { environment, metrics };
  }
  return { environment: wanted[0] ?? null, metrics: [] };
}

/** What served there in the window, each with the metric's mean over its whole time in service. */
async function servicesOf(
  db: Db,
  modelId: string,
  environment: string,
  { seriesId }: LiveMetric,
  window: { from: string; to: string },
): Promise<LiveMetricView["services"]> {
  const all = await deploymentsBetween(db, modelId, window);
  const mine = all.filter((each) => each.environment === environment);
  const means = await windowMeans(
    db,
    mine.map(({ from, to }) => ({
      seriesId,
      from: Date.parse(from),
      // The moment of a change is the next version's.
      to: to === null ? Date.now() : Date.parse(to) - 1,
    })),
  );
  return mine.map(({ id, version, from, to, source, promotion, ended, because }, place) => {
    const found = means[place];
    return {
      ...{ id, version, from, to, source, promotion, ended, because },
      mean: found ? { mean: found.mean, n: found.n } : null,
    };
  });
}
