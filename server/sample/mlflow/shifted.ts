import { shiftMs } from "../shift.ts";
import type { MlflowRecording } from "./shapes.ts";

/** A recording with all its times moved by whole days. */
export function moveRecording(recording: MlflowRecording, days: number): MlflowRecording {
  if (days === 0) return recording;
  const moved = (at: number) => shiftMs(at, days);
  const stamps = <T extends { creation_timestamp: number; last_updated_timestamp: number }>(one: T): T => ({
    ...one,
    creation_timestamp: moved(one.creation_timestamp),
    last_updated_timestamp: moved(one.last_updated_timestamp),
  });
  return {
    ...recording,
    experiments: recording.experiments.map((one) => ({
      ...one,
      creation_time: moved(one.creation_time),
      last_update_time: moved(one.last_update_time),
    })),
    runs: recording.runs.map((run) => ({
      ...run,
      start_time: moved(run.start_time),
      ...(run.end_time === undefined ? {} : { end_time: moved(run.end_time) }),
      histories: run.histories.map((history) => ({ ...history, times: history.times.map(moved) })),
    })),
    models: recording.models.map(stamps),
    versions: recording.versions.map(stamps),
  };
}
