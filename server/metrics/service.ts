import "server-only";
import type { z } from "zod";
import { record } from "@/server/audit/record";
import { announce } from "@/server/events/announce";
import type { Ctx } from "@/server/foundation/context";
import { fromMetricValue } from "@/server/foundation/metric-value";
import { appendHistories, type History } from "./append";
import { latestOfRuns } from "./latest";
import { type Located, locate } from "./locate";
import { findSeries, readBuckets } from "./read";
import type { namesInput, namesOutput, pointsInput, pointsOutput, seriesInput, seriesOutput } from "./schema";
import { senderOf } from "./senders";

export { appendHistories, type History } from "./append";
export { keysOf } from "./keys";
export { subjectKey } from "./subject";

/** Points of a series, summed up for a chart of `width` pixels. A metric without points is an empty series. */
export async function readSeries(
  ctx: Ctx,
  input: z.output<typeof seriesInput>,
): Promise<z.output<typeof seriesOutput>> {
  const { key } = await locate(ctx, "metrics.read", input.subject, input.project);
  const { subject, name, width } = input;
  const [found] = await findSeries(ctx.db, key, name, input.source);
  if (!found)
    return {
      ...{ subject, name, source: null, axis: "step", better: null },
      ...{ count: 0, minX: null, maxX: null, buckets: [] },
    };
  const { source, axis, better, count, minX, maxX } = found;
  const buckets = await readBuckets(ctx.db, found, {
    from: placeOf(input.from),
    to: placeOf(input.to),
    width,
  });
  return { subject, name, source, axis, better, count, minX, maxX, buckets };
}

const placeOf = (at: number | string | undefined) => (typeof at === "string" ? Date.parse(at) : at);

/** Which metrics of a subject have points. */
export async function listSeries(
  ctx: Ctx,
  input: z.output<typeof namesInput>,
): Promise<z.output<typeof namesOutput>> {
  const { key } = await locate(ctx, "metrics.read", input.subject, input.project);
  const found = await findSeries(ctx.db, key);
  return { items: found.map(({ id: _, levels: __, ...rest }) => rest) };
}

/**
 * Takes points in; those already known change nothing. All of them are kept, or none. They carry who sent them, and
 * stand beside what the registry says of the same metric.
 */
export async function addPoints(
  ctx: Ctx,
  input: z.output<typeof pointsInput>,
): Promise<z.output<typeof pointsOutput>> {
  const subjects = new Map<string, Located>();
  for (const text of new Set(input.points.map((p) => p.subject))) {
    subjects.set(text, await locate(ctx, "metrics.write", text, input.project));
  }
  const added = await ctx.db.transaction(async (tx) => {
    let sum = 0;
    for (const [project, located] of byProject(subjects)) {
      const [first] = located;
      if (!first) continue;
      const { scope } = first;
      const mine = located.flatMap(({ text, key }) =>
        historiesOf(
          input.points.filter((p) => p.subject === text),
          key,
        ),
      );
      const sender = await senderOf(tx, scope.actor);
      const n = await appendHistories(tx, scope, mine, { source: "api", sender });
      if (n === 0) continue;
      sum += n;
      await latestOfRuns(tx, scope, mine);
      await record(tx, scope.actor, {
        action: "points.added",
        project,
        subject: { kind: "series", id: first.key, name: first.text },
        data: { added: n, subjects: located.map((l) => l.text) },
      });
      await announce(tx, { project, noun: "metrics" });
    }
    return sum;
  });
  return { received: input.points.length, added };
}

type Named = Located & { text: string };

function byProject(subjects: ReadonlyMap<string, Located>): Map<string, Named[]> {
  const named = [...subjects].map(([text, located]) => ({ ...located, text }));
  return Map.groupBy(named, ({ scope }) => scope.projectId);
}

type PointIn = z.output<typeof pointsInput>["points"][number];

/** Points with a step are kept by step, those without by time. */
function historiesOf(points: readonly PointIn[], subject: string): History[] {
  const groups = Map.groupBy(points, (p) => JSON.stringify([p.name, p.step === undefined ? "time" : "step"]));
  return [...groups.values()].map((group) => ({
    subject,
    name: group[0]?.name ?? "",
    axis: group[0]?.step === undefined ? "time" : "step",
    points: group.map((p) => {
      const at = p.at === undefined ? 0 : Date.parse(p.at);
      return { x: p.step ?? at, at, value: fromMetricValue(p.value) };
    }),
  }));
}
