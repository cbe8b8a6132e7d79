import "server-only";
import { mapBounded } from "@/server/backends/bounded";
import { BackendError } from "@/server/backends/errors";
import type { SourcePoint, TrackingSource } from "@/server/backends/types";
import { Refusal } from "@/server/foundation/errors";
import { appendHistories, type History, subjectKey } from "@/server/metrics/service";
import { type Reading, step, tell } from "./reading";
import { cut } from "./rows";
import * as store from "./store-details";

const RUNS_AT_ONCE = 50;
/** Points in one transaction. */
const POINTS_AT_ONCE = 20_000;
const WIDTH = 4;
/** Files listed of one run. */
const FILES = 2_000;

/**
 * Reads histories and artifacts of queued runs, newest first, until the queue is empty or the time is over.
 * @returns whether some are left
 */
export async function readDetails(
  reading: Reading,
  tracking: TrackingSource,
  untilMs: number,
): Promise<boolean> {
  const due = await store.countDue(reading.db, reading.connectionId);
  reading.progress.begin("Histories and files", due);
  for (let left = due; left > 0; ) {
    const runs = await store.nextDue(reading.db, reading.connectionId, RUNS_AT_ONCE);
    if (runs.length === 0) return false;
    await readHistories(reading, tracking, runs);
    await readArtifacts(reading, tracking, runs);
    await step(reading, (tx) => store.done(tx, runs));
    left -= runs.length;
    reading.progress.step("Histories and files", runs.length, Math.max(0, left));
    if (reading.now() >= untilMs) return true;
  }
  return false;
}

async function readHistories(reading: Reading, tracking: TrackingSource, runs: readonly store.Due[]) {
  const idOf = new Map(runs.map((run) => [run.externalId, run.runId]));
  const wanted = runs.flatMap((run) =>
    run.metrics.map((metric) => ({ runExternalId: run.externalId, metric })),
  );
  let waiting: History[] = [];
  let points = 0;
  const flush = async () => {
    const histories = waiting;
    waiting = [];
    points = 0;
    await keep(reading, histories);
  };
  for await (const part of tracking.readHistories(wanted, reading.signal)) {
    const runId = idOf.get(part.runExternalId);
    if (runId === undefined) continue;
    if (!part.last) await step(reading, (tx) => store.markUnderWay(tx, runId, part.metric));
    for (let i = 0; i < part.points.length; i += POINTS_AT_ONCE) {
      const piece = part.points.slice(i, i + POINTS_AT_ONCE);
      waiting.push(historyOf(runId, part.metric, piece));
      points += piece.length;
      if (points >= POINTS_AT_ONCE) await flush();
    }
  }
  await flush();
}

const historyOf = (runId: string, metric: string, points: readonly SourcePoint[]): History => ({
  subject: subjectKey.run(runId),
  name: cut(metric),
  axis: "step",
  points: points.map(({ step: x, at, value }) => ({ x, at, value })),
});

/** Keeps histories together; when one of them is refused, the others are kept without it. */
async function keep(reading: Reading, histories: readonly History[]): Promise<void> {
  if (histories.length === 0) return;
  try {
    await step(reading, async (tx) => {
      const added = await appendHistories(tx, reading.scope, histories);
      if (added > 0) await tell(reading, tx, "metrics");
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (histories.length > 1) {
      for (const history of histories) await keep(reading, [history]);
      return;
    }
    const { what, why = "", todo = "" } = error.words;
    reading.notices.set(what, { what, why, todo });
  }
}

async function readArtifacts(
  reading: Reading,
  tracking: TrackingSource,
  runs: readonly store.Due[],
): Promise<void> {
  const lists = await mapBounded(runs, WIDTH, async (run) => {
    try {
      return { run, files: await tracking.listArtifacts(run.externalId, FILES, reading.signal) };
    } catch (error) {
      if (!(error instanceof BackendError) || !ofTheRunAlone(error)) throw error;
      const what = "The files of some runs could not be listed.";
      const todo = "Check that the tracking server reaches its artifact store. The runs themselves are read.";
      reading.notices.set(what, { what, why: error.why, todo });
      return { run, files: null };
    }
  });
  const known = lists.flatMap(({ run, files }) => (files ? [{ runId: run.runId, files }] : []));
  await step(reading, (tx) => store.writeArtifacts(tx, known));
}

/** Whether a failure is of one run's files and not of the server: its artifact store may be gone or closed to us. */
const ofTheRunAlone = (error: BackendError): boolean =>
  ["server", "forbidden", "not_found", "invalid", "too_large"].includes(error.kind);
