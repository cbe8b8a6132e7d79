import "server-only";
import { mapBounded } from "@/server/backends/bounded";
import { BackendError } from "@/server/backends/errors";
import type { Artifacts, SourcePoint, Tracking } from "@/server/backends/types";
import { Refusal } from "@/server/foundation/errors";
import { appendHistories, type History, subjectKey } from "@/server/metrics/service";
import { announceChange, inStep, type SyncContext } from "./context";
import { cut } from "./rows";
import * as store from "./store-details";

const RUNS_AT_ONCE = 50;
/** Points in one transaction. */
const POINTS_AT_ONCE = 20_000;
const WIDTH = 4;
/** The most files listed of one run. */
const FILES = 2_000;

/**
 * Reads the histories and artifacts of queued runs, newest first, until the queue is empty or the time is over.
 * @returns whether runs are left in the queue
 */
export async function readDetails(sync: SyncContext, untilMs: number): Promise<boolean> {
  const { tracking, artifacts } = sync.backend;
  const due = await store.countDue(sync.db, sync.connectionId);
  sync.progress.begin("Histories and files", due);
  for (let left = due; left > 0; ) {
    const runs = await store.nextDue(sync.db, sync.connectionId, RUNS_AT_ONCE);
    if (runs.length === 0) return false;
    if (tracking) await readHistories(sync, tracking, runs);
    if (artifacts) await readArtifacts(sync, artifacts, runs);
    await inStep(sync, (tx) => store.done(tx, runs));
    left -= runs.length;
    sync.progress.step("Histories and files", runs.length, Math.max(0, left));
    if (sync.now() >= untilMs) return true;
  }
  return false;
}

async function readHistories(sync: SyncContext, tracking: Tracking, runs: readonly store.Due[]) {
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
    await save(sync, histories);
  };
  for await (const part of tracking.readHistories(wanted, sync.signal)) {
    const runId = idOf.get(part.runExternalId);
    if (runId === undefined) continue;
    if (!part.last) await inStep(sync, (tx) => store.markUnderWay(tx, runId, part.metric));
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

/** Stores histories together; when one is refused, each of the others is stored by itself. */
async function save(sync: SyncContext, histories: readonly History[]): Promise<void> {
  if (histories.length === 0) return;
  try {
    await inStep(sync, async (tx) => {
      const added = await appendHistories(tx, sync.scope, histories);
      if (added > 0) await announceChange(sync, tx, "metrics");
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (histories.length > 1) {
      for (const history of histories) await save(sync, [history]);
      return;
    }
    const { what, why = "", todo = "" } = error.words;
    sync.notices.set(what, { what, why, todo });
  }
}

async function readArtifacts(
  sync: SyncContext,
  artifacts: Artifacts,
  runs: readonly store.Due[],
): Promise<void> {
  const lists = await mapBounded(runs, WIDTH, async (run) => {
    try {
      return { run, files: await artifacts.listArtifacts(run.externalId, FILES, sync.signal) };
    } catch (error) {
      if (!(error instanceof BackendError) || !concernsOneRun(error)) throw error;
      const what = "The files of some runs could not be listed.";
      const todo = "Check that the server reaches its artifact store. The runs themselves are read.";
      sync.notices.set(what, { what, why: error.why, todo });
      return { run, files: null };
    }
  });
  const known = lists.flatMap(({ run, files }) => (files ? [{ runId: run.runId, files }] : []));
  await inStep(sync, (tx) => store.writeArtifacts(tx, known));
}

/** Whether only one run's files failed: its artifact store may be gone or forbidden while the server answers. */
const concernsOneRun = (error: BackendError): boolean =>
  ["server", "forbidden", "not_found", "invalid", "too_large"].includes(error.kind);
