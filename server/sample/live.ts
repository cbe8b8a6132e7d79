import { z } from "zod";
import { shiftInstant, shiftMs, WEEK_MS } from "./shift.ts";
import { samplePerson } from "./story.ts";

/**
 * What was measured while versions served, and what users reported: an hourly quality of each environment, computed by
 * the serving version on unseen cases, and feedback on single predictions.
 */

const series = z.object({
  model: z.string(),
  environment: z.string(),
  metric: z.string(),
  /** The moment of the first value, in milliseconds since 1970, and the distance to each next one. */
  from: z.number().int(),
  everyMs: z.number().int().positive(),
  /** Null where nothing served. */
  values: z.array(z.number().nullable()),
});

const feedback = z.object({
  /** The form's slug. */
  form: z.string(),
  at: z.iso.datetime(),
  source: z.enum(["form", "api"]),
  /** The label the model had given, where the report is about a prediction. */
  predicted: z.string().optional(),
  /** By the form's field keys. */
  answers: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Its triage; null while it is new. */
  triage: z
    .object({
      status: z.enum(["confirmed", "fixed", "declined"]),
      by: samplePerson,
      at: z.iso.datetime(),
      assignee: samplePerson.nullable(),
      tags: z.array(z.string()),
    })
    .nullable(),
});
export type SampleFeedback = z.infer<typeof feedback>;

export const liveRecording = z.object({ series: z.array(series), feedback: z.array(feedback) });
export type LiveRecording = z.infer<typeof liveRecording>;

export type SampleSeries = {
  model: string;
  environment: string;
  metric: string;
  /** Oldest first; times are ISO 8601 in UTC. */
  points: { at: string; value: number }[];
};

/**
 * The live series between two moments, moved by whole days. After the recording's end its last week repeats.
 * @param from exclusive, in milliseconds since 1970; to inclusive
 */
export function seriesBetween(
  recording: LiveRecording,
  days: number,
  { from, to }: { from: number; to: number },
): SampleSeries[] {
  return recording.series.map(({ model, environment, metric, everyMs, values, ...recorded }) => {
    const begin = shiftMs(recorded.from, days);
    const first = Math.max(0, Math.floor((from - begin) / everyMs) + 1);
    const last = Math.floor((to - begin) / everyMs);
    const points: SampleSeries["points"] = [];
    for (let i = first; i <= last; i++) {
      const value = values[repeatedIndex(i, values.length, WEEK_MS / everyMs)];
      if (typeof value === "number") points.push({ at: new Date(begin + i * everyMs).toISOString(), value });
    }
    return { model, environment, metric, points };
  });
}

/** Where in a recording of `length` values the ith one stands, when its last `period` values repeat after its end. */
const repeatedIndex = (i: number, length: number, period: number): number =>
  i < length ? i : length - period + ((i - length) % period);

/** The feedback up to a moment, oldest first, moved by whole days; later triage is left out. */
export function feedbackUpTo(recording: LiveRecording, days: number, now: number): SampleFeedback[] {
  const isPast = (at: string) => Date.parse(at) <= now;
  return recording.feedback
    .map((item) => {
      const triage = item.triage && { ...item.triage, at: shiftInstant(item.triage.at, days) };
      return {
        ...item,
        at: shiftInstant(item.at, days),
        triage: triage && isPast(triage.at) ? triage : null,
      };
    })
    .filter((item) => isPast(item.at))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}
