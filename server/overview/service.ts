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
  const now = Date.now();
  const ago = (days: number) => new Date(now - days * day).toISOString();
  const weeks = { from: ago(14), middle: ago(7) };
  const [serving, live, pipelines, feedback] = await Promise.all([
    servingNow(ctx, { project: input.project, limit: 50 }),
    liveWeeks(ctx, scopes, now),
    store.pipelineWeeks(ctx.db, scopes, weeks),
    store.feedbackWeeks(ctx.db, scopes, weeks),
  ]);
  const found = [
    ...serving.items.flatMap(brokenItem),
    ...live.flatMap(liveItem),
    ...pipelines.flatMap(pipelineItems),
    ...feedback.flatMap(feedbackItem),
  ];
  found.sort((a, b) => b.severity - a.severity);
  return { from: weeks.middle, items: found.slice(0, 8).map(({ severity: _, ...item }) => item) };
}

type Found = Worse["items"][number] & { severity: number };

function judged(compared: Compared, item: Omit<Found, "kind" | "change" | "severity">): Found[] {
  const verdict = gotWorse(compared);
  return verdict ? [{ kind: compared.kind, ...item, ...verdict }] : [];
}

/** A live metric past its policy's bound comes before everything that is only worse than it was. */
function brokenItem({ project, model, main, live }: ServingNow["items"][number]): Found[] {
  if (live?.state !== "broken" || !live.day || !live.bound || !main) return [];
  const mean = valueWords(Number(live.day.mean.toPrecision(4)));
  return [
    {
      ...{ kind: "bound", project, subject: model, measure: `${live.name} in ${main.environment}` },
      ...{ before: live.bound.value, after: live.day.mean, change: `${mean}, ${pastWords(live.bound)}` },
      ...{ since: null, severity: Number.POSITIVE_INFINITY },
      about: { kind: "metric", model, environment: main.environment, metric: live.name },
    },
  ];
}

type LiveWeeks = store.ServingSeries & { before: WindowMean | null; after: WindowMean | null };

/** Live metrics of what serves now, in the last seven days and the seven before. */
async function liveWeeks({ db }: Ctx, scopes: ProjectScope[], now: number): Promise<LiveWeeks[]> {
  const series = await store.servingSeries(db, scopes);
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

function liveItem({ project, model, environment, metric, before, after }: LiveWeeks): Found[] {
  const better = betterOf(metric);
  if (before === null || after === null || better === null) return [];
  const means = { before: before.mean, after: after.mean };
  return judged(
    { kind: "live", ...means, better, beforeSpread: before.spread ?? 0 },
    {
      ...{ project, subject: model, measure: `${metric} in ${environment}`, ...means, since: null },
      about: { kind: "metric", model, environment, metric },
    },
  );
}

function pipelineItems(row: store.WorsePipeline): Found[] {
  const { id: pipeline, beforeCount, afterCount, beforeFailed, afterFailed, beforeP95, afterP95 } = row;
  const common = { project: row.project, subject: row.pipeline };
  const slower =
    beforeP95 === null || afterP95 === null
      ? []
      : judged(
          { kind: "duration", before: beforeP95, after: afterP95, beforeCount, afterCount },
          {
            ...{ ...common, measure: "duration p95", before: beforeP95, after: afterP95, since: null },
            about: { kind: "durations", pipeline },
          },
        );
  const run = row.lastFailedRun;
  const failing =
    run === null
      ? []
      : judged(
          { kind: "failures", beforeFailed, beforeCount, afterFailed, afterCount },
          {
            ...{ ...common, measure: "failed", before: beforeFailed, after: afterFailed },
            ...{ since: row.firstFailedAt, about: { kind: "failures", pipeline, run } },
          },
        );
  return [...slower, ...failing];
}

function feedbackItem({ project, model, beforeBad, afterBad }: store.WorseFeedback): Found[] {
  return judged(
    { kind: "feedback", beforeBad, afterBad },
    {
      ...{ project, subject: model, measure: "complaints", before: beforeBad, after: afterBad, since: null },
      about: { kind: "complaints", model },
    },
  );
}
