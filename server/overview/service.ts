import "server-only";
import { type ProjectScope, projectsWith } from "@/server/access/access";
import { betterOf } from "@/server/comparisons/better";
import { valueWords } from "@/server/comparisons/words";
import type { Ctx } from "@/server/foundation/context";
import { pastWords } from "@/server/gates/bound-words";
import { type WindowMean, windowMeans } from "@/server/metrics/means";
import type { ServingNow } from "@/server/models/schema";
import { servingNow } from "@/server/models/service";
import type { Needs, OverviewInput, Worse } from "./schema";
import * as store from "./store";
import { type Compared, gotWorse } from "./worse";

export { axis } from "./axis";

const day = 86_400_000;

/** What wants its reader: pipelines that fail and connections in trouble. */
export async function needs(ctx: Ctx, input: OverviewInput): Promise<Needs> {
  const scopes = await projectsWith(ctx, "runs.read", input.project);
  const [setUp, failed, pipelines, unread, troubled] = await Promise.all([
    store.setUpCounts(ctx.db, scopes),
    store.failedPipelines(ctx.db, scopes),
    store.pipelineCounts(ctx.db, scopes),
    store.unreadConnections(ctx.db, scopes),
    store.troubledConnections(ctx.db, scopes),
  ]);
  return {
    setUp,
    failed: { count: failed.length, first: failed[0] ?? null, ...pipelines },
    connections: { troubled: troubled.length, unread, first: troubled[0] ?? null },
  };
}

/** What got worse in the last seven days against the seven before, the worst first. */
export async function worse(ctx: Ctx, input: OverviewInput): Promise<Worse> {
  const scopes = await projectsWith(ctx, "runs.read", input.project);
  const weekAgo = new Date(Date.now() - 7 * day).toISOString();
  const [serving, live, pipelines, feedback] = await Promise.all([
    servingNow(ctx, { project: input.project, limit: 50 }),
    liveWeeks(ctx, scopes),
    store.pipelineWeeks(ctx.db, scopes),
    store.feedbackWeeks(ctx.db, scopes, weekAgo),
  ]);
  const found = [
    ...serving.items.flatMap(brokenItem),
    ...live.flatMap(liveItem),
    ...pipelines.flatMap(pipelineItems),
    ...feedback.flatMap((row) => feedbackItem(row, weekAgo)),
  ];
  found.sort((a, b) => b.severity - a.severity);
  return { items: found.slice(0, 8).map(({ severity: _, ...item }) => item) };
}

type Found = Worse["items"][number] & { severity: number };

function judged(compared: Compared, item: Omit<Found, "kind" | "change" | "severity">): Found[] {
  const verdict = gotWorse(compared);
  return verdict ? [{ kind: compared.kind, ...item, ...verdict }] : [];
}

/** A live metric past its policy's bound comes before everything that is only worse than it was. */
function brokenItem({ model, main, live }: ServingNow["items"][number]): Found[] {
  if (live?.state !== "broken" || !live.day || !live.bound || !main) return [];
  const mean = valueWords(Number(live.day.mean.toPrecision(4)));
  return [
    {
      ...{ kind: "bound", subject: model, measure: `${live.name} in ${main.environment}` },
      ...{ before: live.bound.value, after: live.day.mean, change: `${mean}, ${pastWords(live.bound)}` },
      ...{ since: null, run: null, model, from: null, severity: Number.POSITIVE_INFINITY },
    },
  ];
}

type LiveWeeks = store.ServingSeries & { before: WindowMean | null; after: WindowMean | null };

/** Live metrics of what serves now, in the last seven days and the seven before. */
async function liveWeeks({ db }: Ctx, scopes: ProjectScope[]): Promise<LiveWeeks[]> {
  const series = await store.servingSeries(db, scopes);
  const now = Date.now();
  const week = ({ seriesId }: store.ServingSeries, ago: number) => ({
    seriesId,
    from: now - (ago + 1) * 7 * day + 1,
    to: now - ago * 7 * day,
  });
  const means = await windowMeans(
    db,
    series.flatMap((each) => [week(each, 1), week(each, 0)]),
  );
  return series.map((each, place) => ({
    ...each,
    before: means[2 * place] ?? null,
    after: means[2 * place + 1] ?? null,
  }));
}

function liveItem({ model, environment, metric, before, after }: LiveWeeks): Found[] {
  const better = betterOf(metric);
  if (before === null || after === null || better === null) return [];
  return judged(
    {
      ...{ kind: "live", before: before.mean, after: after.mean, better },
      beforeSpread: before.spread ?? 0,
    },
    {
      ...{ subject: model, measure: `${metric} in ${environment}` },
      ...{ before: before.mean, after: after.mean, since: null, run: null, model, from: null },
    },
  );
}

function pipelineItems(row: store.WorsePipeline): Found[] {
  const { beforeCount, afterCount, beforeFailed, afterFailed } = row;
  const common = { subject: row.pipeline, run: row.lastFailedRun, model: null, from: null };
  const slower =
    row.beforeP95 === null || row.afterP95 === null
      ? []
      : judged(
          { kind: "duration", before: row.beforeP95, after: row.afterP95, beforeCount, afterCount },
          {
            ...common,
            measure: "duration p95",
            before: row.beforeP95,
            after: row.afterP95,
            since: null,
            run: null,
          },
        );
  const failing = judged(
    { kind: "failures", beforeFailed, beforeCount, afterFailed, afterCount },
    { ...common, measure: "failed", before: beforeFailed, after: afterFailed, since: row.firstFailedAt },
  );
  return [...slower, ...failing];
}

function feedbackItem(row: store.WorseFeedback, from: string): Found[] {
  return judged(
    { kind: "feedback", beforeBad: row.beforeBad, afterBad: row.afterBad },
    {
      subject: row.model,
      measure: "complaints",
      before: row.beforeBad,
      after: row.afterBad,
      since: null,
      run: null,
      model: row.model,
      from,
    },
  );
}
