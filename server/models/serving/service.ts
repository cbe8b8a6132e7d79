import "server-only";
import { projectsWith } from "@/server/access/access";
import { pairOf } from "@/server/deployments/deployment-changes";
import { environmentsOf } from "@/server/deployments/environments-of";
import { environmentsIn } from "@/server/deployments/store";
import type { Ctx } from "@/server/foundation/context";
import type { Db, Tx } from "@/server/foundation/db/open";
import { boundFor, mainLiveMetric } from "@/server/gates/bounds";
import type { Bound } from "@/server/gates/kind";
import { type Gate, gate } from "@/server/gates/kinds";
import { findModel, type ModelRow } from "@/server/registry/find";
import { type LiveMeasure, latestLive } from "@/server/registry/measures";
import { type Facts, factsOf } from "../facts";
import { type ServingNow, type Timeline, type TimelineInput, timelineInput } from "../schema";
import { approvalsOf, countModels, policiesOf, servedFirst } from "../store";
import { liveCurve, liveMetricsOf, liveNow } from "./live";
import { liveState, type Window } from "./live-state";
import * as store from "./store";

const dayMs = 86_400_000;

type Policies = Awaited<ReturnType<typeof policiesOf>>;
const gatesOf = (policies: Policies, at: { modelId: string; environmentId: string }): Gate[] =>
  gate.array().parse(policies.find((p) => pairOf(p) === pairOf(at))?.gates ?? []);

/** Which version served which environment when, who approved it, and its live metric. */
export async function timeline(ctx: Ctx, input: TimelineInput): Promise<Timeline> {
  const { model: wanted, project, from: since, to: until, days, width } = timelineInput.parse(input);
  const scopes = await projectsWith(ctx, "models.read", project);
  const model = await findModel(ctx.db, scopes, wanted);
  const now = Date.now();
  const to = until ?? new Date(now).toISOString();
  const from = since ?? new Date(Date.parse(to) - days * dayMs).toISOString();
  const environments = environmentsOf(await environmentsIn(ctx.db, [model.projectId]), model);
  const past = await store.deploymentsBetween(ctx.db, model.id, { from, to });
  const approvals = await approvalsOf(ctx.db, [...new Set(past.flatMap((d) => d.promotion ?? []))]);
  const lanes = [
    ...environments.map((e) => e.name),
    // Environments that were removed or replaced keep their lane as long as something in the window was theirs.
    ...past.toSorted((a, b) => b.position - a.position).map((d) => d.environment),
  ];
  return {
    ...{ from, to },
    whole: { from: new Date(now - days * dayMs).toISOString(), to: new Date(now).toISOString() },
    lanes: [...new Set(lanes)].map((environment) => ({
      environment,
      main: environment === environments[0]?.name,
      deployments: past
        .filter((d) => d.environment === environment)
        .map(({ position: _, ...d }) => ({
          ...d,
          approvedBy: approvals.filter((a) => a.promotionId === d.promotion).map((a) => a.name),
        })),
    })),
    live: await liveOf(ctx.db, model, environments, { from, to, width }),
  };
}

/** The live curve of the most important environment that has one. */
async function liveOf(
  db: Db | Tx,
  model: ModelRow,
  environments: readonly { id: string; name: string }[],
  window: { from: string; to: string; width: number },
): Promise<Timeline["live"]> {
  for (const environment of environments) {
    const [main] = await liveMetricsOf(db, { modelId: model.id, environmentId: environment.id });
    if (!main) continue;
    const { name, better, bound } = main;
    return {
      ...{ environment: environment.name, name, better, bound },
      ...(await liveNow(db, { modelId: model.id, environmentId: environment.id }, main)),
      points: await liveCurve(db, main.series, window),
    };
  }
  return null;
}

/** What serves now in the caller's projects, with its live metric, as measured under it, and its open promotion. */
export async function servingNow(ctx: Ctx, input: { project?: string; limit: number }): Promise<ServingNow> {
  const scopes = await projectsWith(ctx, "models.read", input.project);
  const [models, rows, environments] = await Promise.all([
    countModels(ctx.db, scopes),
    servedFirst(ctx.db, scopes, input.limit),
    environmentsIn(
      ctx.db,
      scopes.map((s) => s.projectId),
    ),
  ]);
  const facts = await factsOf(ctx.db, rows);
  const pairs = facts.flatMap((f) => mainPair(f) ?? []);
  const [live, policies] = await Promise.all([
    latestLive(ctx.db, pairs),
    policiesOf(
      ctx.db,
      facts.map((f) => f.model.model.id),
    ),
  ]);
  const chosen = new Map<string, LiveMeasure & { bound: Bound | null }>();
  for (const pair of pairs) {
    const gates = gatesOf(policies, pair);
    const found = mainLiveMetric(gates, live.get(pairOf(pair)) ?? []);
    if (found) chosen.set(pair.modelId, { ...found, bound: boundFor(gates, found.name) });
  }
  const now = Date.now();
  const measured = facts.flatMap((f) => {
    const live = chosen.get(f.model.model.id);
    return live ? [{ seriesId: live.seriesId, since: servingMain(f)?.since ?? null }] : [];
  });
  const [weeks, means] = await Promise.all([
    store.weekOf(
      ctx.db,
      measured.map((m) => m.seriesId),
      now,
    ),
    store.dayMeans(ctx.db, measured, now),
  ]);
  return {
    models,
    environments: new Set(environments.map((e) => `${e.projectId} ${e.name}`)).size,
    items: facts.map((f) => servingRow(f, chosen.get(f.model.model.id), weeks, means)),
  };
}

/** What serves in the environment that matters most. */
const servingMain = ({ environments: [main], serving }: Facts) =>
  serving.find((s) => s.environmentId === main?.id);

function mainPair({ model, environments }: Facts) {
  const [main] = environments;
  return main ? { modelId: model.model.id, environmentId: main.id } : null;
}

function servingRow(
  facts: Facts,
  live: (LiveMeasure & { bound: Bound | null }) | undefined,
  weeks: ReadonlyMap<string, (number | null)[]>,
  means: ReadonlyMap<string, (Window | null)[]>,
): ServingNow["items"][number] {
  const { model, environments, serving, openPromotions, reports } = facts;
  const [main, next] = environments;
  const now = servingMain(facts);
  const staged = serving.find((s) => s.environmentId === next?.id);
  const windows = live ? (means.get(live.seriesId) ?? []) : [];
  const against = liveState(windows, live?.bound ?? null);
  return {
    model: model.model.name,
    project: model.project,
    main: now
      ? { environment: now.environment, version: now.version, since: now.since, promotion: now.promotionId }
      : null,
    next: next ? { environment: next.name, version: staged?.version ?? null } : null,
    live: live
      ? {
          name: live.name,
          better: live.better,
          day: windows[0] ?? null,
          state: against.state,
          recoveredDays: against.brokenAgo,
          bound: live.bound,
          week: weeks.get(live.seriesId) ?? [],
        }
      : null,
    openPromotion: openPromotions.find((p) => p.environment === main?.name) ?? openPromotions[0] ?? null,
    reports,
  };
}
