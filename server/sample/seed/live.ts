import "server-only";
import { eq } from "drizzle-orm";
import { requireRight } from "@/server/access/access";
import { announce } from "@/server/events/announce";
import { systemCtx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { environments, models } from "@/server/foundation/db/tables/models";
import { log } from "@/server/foundation/log";
import { appendPoints } from "@/server/metrics/append";
import { subjectKey } from "@/server/metrics/subject";
import { type LiveRecording, seriesBetween } from "../live";

const EVERY_MS = 10 * 60_000;

type Live = { db: Db; project: string; recording: LiveRecording; days: number; now: () => number };

/**
 * Writes what was measured live up to now, and goes on as time does. Points that are there already stay as they are; a
 * model or environment that somebody removed gets none.
 * @returns stops it
 */
export async function keepLive(live: Live): Promise<() => Promise<void>> {
  let until = live.now();
  await appendLive(live, { from: 0, to: until });
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    const window = { from: until, to: live.now() };
    running = appendLive(live, window).then(
      () => {
        until = window.to;
      },
      (error: unknown) => log.error({ error }, "The sample's live series could not be continued"),
    );
  }, EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

async function appendLive(
  { db, project, recording, days }: Live,
  window: { from: number; to: number },
): Promise<void> {
  const scope = await requireRight(systemCtx(db, "sample"), "metrics.write", { project });
  await db.transaction(async (tx) => {
    const modelRows = await tx.select().from(models).where(eq(models.projectId, scope.projectId));
    const environmentRows = await tx
      .select()
      .from(environments)
      .where(eq(environments.projectId, scope.projectId));
    let added = 0;
    for (const { model, environment, metric, points } of seriesBetween(recording, days, window)) {
      const modelId = modelRows.find((row) => row.name === model)?.id;
      const environmentId = environmentRows.find((row) => row.name === environment)?.id;
      if (!modelId || !environmentId) continue;
      const subject = subjectKey.environment(modelId, environmentId);
      const timed = points.map(({ at, value }) => ({ x: Date.parse(at), at: Date.parse(at), value }));
      added += await appendPoints(tx, scope, { subject, name: metric, axis: "time" }, timed);
    }
    if (added > 0) await announce(tx, { project: scope.projectId, noun: "metrics", id: null });
  });
}
