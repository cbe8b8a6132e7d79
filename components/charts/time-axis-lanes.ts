import { keyed } from "./keyed";
import type { MarkShape } from "./shape-colour";
import { valueText } from "./value-text";

type Linked = { title: string; href?: string };

/** Something that went on from `from` to `to` (null or absent: still does). */
export type BarItem = Linked & { from: string; to?: string | null; shape: MarkShape };
/** A stretch with its name written in it; `now` stands out as what serves at this moment. */
export type SegmentItem = Linked & {
  from: string;
  to: string | null;
  text: string;
  tone: "plain" | "now" | "bad" | "wait";
};
/** Something at one moment. */
export type DotItem = Linked & { at: string; shape: MarkShape };
/** A measured value; null is a gap. */
export type LinePoint = { at: string; value: number | null };

/** One row of the axis. Times are ISO 8601. `text` stands small beside the label. */
export type Lane = { id: string; label: string; href?: string; text?: string; textTone?: "bad" } & (
  | { kind: "bars"; items: readonly BarItem[] }
  | { kind: "segments"; items: readonly SegmentItem[] }
  | { kind: "dots"; items: readonly DotItem[] }
  | {
      kind: "line";
      points: readonly LinePoint[];
      /** The value not to cross. */
      bound?: number | null;
      colour?: string;
      digits?: number;
      unit?: string;
      /** Higher, with the bound's value written at it. */
      tall?: boolean;
    }
);

/** A stretch through all lanes: trouble, so that cause and effect stand under each other. */
export type Band = { from: string; to: string | null; text: string; tone?: "bad" | "wait"; href?: string };
/** A moment through all lanes, with its name at the foot. */
export type Mark = { at: string; text: string };

export type LaneEntry = { key: string; from: number; to: number; title: string; href?: string };

/** What stands in a lane as moments (ms since 1970) with words, in order of time; `end` closes what still goes on. */
export function entriesOf(lane: Lane, end: number): LaneEntry[] {
  const rows: Omit<LaneEntry, "key">[] =
    lane.kind === "line"
      ? lane.points.flatMap(({ at, value }) =>
          value === null ? [] : [{ ...moment(at), title: valueText(value, lane.digits, lane.unit) }],
        )
      : lane.kind === "dots"
        ? lane.items.map(({ at, title, href }) => ({ ...moment(at), title, href }))
        : lane.items.map(({ from, to, title, href }) => ({
            from: Date.parse(from),
            to: to ? Date.parse(to) : end,
            title,
            href,
          }));
  return keyed(rows.toSorted((a, b) => a.from - b.from));
}

function moment(at: string): { from: number; to: number } {
  const ms = Date.parse(at);
  return { from: ms, to: ms };
}

/** The entry at the moment `at`, else the nearest one no further away than `reach` (ms). */
export function nearestEntry(entries: readonly LaneEntry[], at: number, reach: number): LaneEntry | null {
  let best: LaneEntry | null = null;
  let distance = reach;
  for (const entry of entries) {
    const away = Math.max(entry.from - at, at - entry.to, 0);
    if (away <= distance) {
      best = entry;
      distance = away;
    }
  }
  return best;
}

/** Pixels a lane is high. */
export function laneHeight(lane: Lane): number {
  return lane.kind === "line" && lane.tall ? 64 : 38;
}
