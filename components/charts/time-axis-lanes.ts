import { keyed } from "./keyed";
import { extent, linear } from "./scale";
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
/** A measured value, or the mean of several with the lowest and highest of them; null is a gap. */
export type LinePoint = {
  at: string;
  value: number | null;
  /** The lowest and the highest, where the value stands for several. */
  band?: readonly [number, number] | null;
};

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
      ? lane.points.flatMap(({ at, value, band }) =>
          value === null ? [] : [{ ...moment(at), title: pointText(lane, value, band) }],
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

/** A point in words: "0.961", or of several "0.961 (0.942 to 0.975)". */
function pointText({ digits, unit }: LineLane, value: number, band: LinePoint["band"]): string {
  const text = valueText(value, digits, unit);
  if (!band || band[0] === band[1]) return text;
  return `${text} (${valueText(band[0], digits)} to ${valueText(band[1], digits)})`;
}

export type LineLane = Extract<Lane, { kind: "line" }>;

/** The ends of a line's value axis: its values, their bands and its bound; null where nothing was measured. */
export function lineDomain({ points, bound }: LineLane): [number, number] | null {
  const values = extent(points.flatMap(({ value, band }) => [value, ...(band ?? [])]));
  return values && extent([...values, bound]);
}

/** Pixels between a line's highest value and the edge of its lane. */
const lineInset = 9;

/** From values of a line to pixels of its lane. */
export function lineScale(domain: readonly [number, number], height: number): (value: number) => number {
  return linear(domain, [height - lineInset, lineInset]);
}

/** What a line's value axis says: its ends, the upper one with the unit, at their pixels; one where they are equal. */
export function lineTicks(lane: LineLane): { y: number; text: string }[] {
  const domain = lineDomain(lane);
  if (!domain) return [];
  const [low, high] = domain;
  const y = lineScale(domain, laneHeight(lane));
  if (low === high) return [{ y: y(high), text: valueText(high, lane.digits, lane.unit) }];
  const digits = Math.max(0, Math.min(lane.digits ?? 6, 2 - Math.floor(Math.log10(high - low))));
  return [
    { y: y(high), text: valueText(high, digits, lane.unit) },
    { y: y(low), text: valueText(low, digits) },
  ];
}

/** Pixels a lane is high. */
export function laneHeight(lane: Lane): number {
  if (lane.kind !== "line") return 38;
  return lane.tall ? 64 : 48;
}

/** Pixels beside the lanes for their names, where the axis is 620 pixels wide or more. */
export const labelWidth = 168;
/** Pixels that the name of a lane takes above it where there is no room beside. */
export const nameHeight = 18;
const footHeight = 24;

/** Pixels that all lanes and what is below them take: with the names beside the lanes, and above them. */
export function axisHeights(lanes: readonly Lane[]): { wide: number; narrow: number } {
  const wide = lanes.reduce((sum, lane) => sum + laneHeight(lane) + 1, footHeight);
  return { wide, narrow: wide + lanes.length * nameHeight + footHeight };
}
