import { createHash } from "node:crypto";
import { DAY_MS, endOfDay, repeatedSha, WEEK_MS } from "../shift.ts";
import type { MlflowRecording, RecordedRun } from "./shapes.ts";

/** A run with an end. `openStatus` is the recorded status of a run that was open when it was recorded. */
export type PlayedRun = RecordedRun & { openStatus?: string };

const MINUTE_MS = 60_000;
const COMMIT = "mlflow.source.git.commit";

/**
 * The runs of a recording and their repetition after its end: the last seven days each week, and the runs that were open
 * at the end each day. An open run ends after the next one has begun, so that on every day one is open.
 * @param commits those that the sample's GitLab repeats with its pipelines: a repeated run gets the repeated commit
 * @returns a function from a moment to all runs up to it, and some later ones
 */
export function playRuns(recording: MlflowRecording, commits: ReadonlySet<string>) {
  const open = recording.runs.filter((run) => run.end_time === undefined);
  const ended = recording.runs.filter((run) => run.end_time !== undefined);
  const end = endOfDay(Math.max(0, ...ended.map((run) => run.start_time)));
  const weekly = ended.filter((run) => run.start_time >= end - WEEK_MS);
  const runs: PlayedRun[] = [...ended, ...open.map(withEnd)];
  let weeks = 0;
  let days = 0;

  function repeat(now: number): void {
    while (weekly.length > 0 && now >= end + weeks * WEEK_MS) {
      weeks += 1;
      runs.push(...weekly.map((run) => later(run, weeks * WEEK_MS, commits.has(commitOf(run)) ? weeks : 0)));
    }
    // A day's open runs begin on the evening before.
    while (open.length > 0 && now >= end + (days - 1) * DAY_MS) {
      days += 1;
      runs.push(...open.map((run) => withEnd(later(run, days * DAY_MS, 0))));
    }
  }

  return (now: number): readonly PlayedRun[] => {
    repeat(now);
    return runs;
  };
}

const commitOf = (run: RecordedRun) => run.tags.find(({ key }) => key === COMMIT)?.value ?? "";

/** A run that was recorded open ends after its last logged value; a scheduled one is killed after a day. */
function withEnd(run: RecordedRun): PlayedRun {
  const last = Math.max(...run.histories.flatMap((history) => history.times.slice(-1)));
  const openStatus = run.status;
  return openStatus === "RUNNING" && Number.isFinite(last)
    ? { ...run, openStatus, status: "FINISHED", end_time: last + 5 * MINUTE_MS }
    : { ...run, openStatus, status: "KILLED", end_time: run.start_time + DAY_MS + 30 * MINUTE_MS };
}

/** The same run again at a later time, under an id of its own. It registers no model. */
function later(run: RecordedRun, ms: number, week: number): RecordedRun {
  const id = createHash("md5").update(`${run.run_id} ${ms}`).digest("hex");
  return {
    ...run,
    run_id: id,
    start_time: run.start_time + ms,
    ...(run.end_time === undefined ? {} : { end_time: run.end_time + ms }),
    artifact_uri: run.artifact_uri.replace(run.run_id, id),
    tags: run.tags.map(({ key, value }) => ({
      key,
      value: key === COMMIT && week > 0 ? repeatedSha(value, week) : value,
    })),
    models: [],
    histories: run.histories.map((history) => ({ ...history, times: history.times.map((at) => at + ms) })),
  };
}
