import "server-only";
import { projectsWith } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import { liveCurve, liveMetricsOf } from "@/server/models/service";
import * as store from "./axis-store";
import type { Axis, AxisInput } from "./schema";

const dayMs = 86_400_000;
/** At the width of a screen a run is a few pixels wide at least. */
const places = 240;
/** Pixels of the live curve. */
const width = 400;

/** Runs, promotions, what served, how it did live and what users said, over one span of time; of all models or of one. */
export async function axis(ctx: Ctx, input: AxisInput): Promise<Axis> {
  const scopes = await projectsWith(ctx, "runs.read", input.project);
  const now = Date.now();
  const whole = {
    from: new Date(now - Number.parseInt(input.range, 10) * dayMs).toISOString(),
    to: new Date(now).toISOString(),
  };
  const span = { ...(input.zoom ?? whole), places };
  const models = await store.axisModels(ctx.db, scopes, input.model ?? null);
  const chosen = models.find((each) => each.name === input.model) ?? null;
  const model = chosen ?? models.find((each) => each.served) ?? null;
  const environments = model ? await store.environmentsServed(ctx.db, model.id) : [];
  const main = environments.find((each) => !each.removed);
  const shown = chosen ? environments : environments.slice(0, 1);
  const [runs, feedback, served, promotions, live] = await Promise.all([
    store.axisRuns(ctx.db, scopes, chosen?.id ?? null, span),
    store.axisFeedback(ctx.db, scopes, chosen?.id ?? null, span),
    model
      ? store.served(
          ctx.db,
          model.id,
          shown.map((each) => each.id),
          span,
        )
      : [],
    chosen ? store.promotionsIn(ctx.db, chosen.id, span) : [],
    model && main ? liveLane(ctx, { modelId: model.id, environment: main }, span) : null,
  ]);
  return {
    ...{ from: span.from, to: span.to, whole },
    models: [...new Set(models.map((each) => each.name))],
    chosen: chosen?.name ?? null,
    model: model && { name: model.name, project: model.project },
    environments: shown.map((each) => each.name),
    ...{ runs, served, promotions, live, feedback },
  };
}

/** The live metric that stands for a model's quality in an environment. */
async function liveLane(
  { db }: Ctx,
  at: { modelId: string; environment: { id: string; name: string } },
  { from, to }: store.Span,
): Promise<Axis["live"]> {
  const [main] = await liveMetricsOf(db, { modelId: at.modelId, environmentId: at.environment.id });
  if (!main) return null;
  return {
    metric: main.name,
    environment: at.environment.name,
    bound: main.bound,
    points: await liveCurve(db, main.series, { from, to, width }),
  };
}
