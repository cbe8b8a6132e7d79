import type { XKind } from "./chart-group";
import { tickText } from "./clock";
import { linear, timeTicks, valueTicks } from "./scale";
import { valueText } from "./value-text";

/** Pixels a letter of 11 px is wide, with a little to spare. */
const letter = 6.5;
export const textWidth = (text: string) => text.length * letter;

export type Tick = { at: number; text: string };

/** A picture in pixels: its size, and how much of it axes and names take at each side. */
export type PlotArea = {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
};

/** A picture and what it shows: the ends of both axes and their ticks. */
export type PlotLayout = PlotArea & {
  x: readonly [number, number];
  y: readonly [number, number];
  xTicks: Tick[];
  yTicks: Tick[];
};

/** The size of the part in which values are drawn. */
export function innerSize({ width, height, left, right, top, bottom }: PlotArea) {
  return { width: Math.max(1, width - left - right), height: Math.max(1, height - top - bottom) };
}

/** From values to pixels of the whole picture, and back for x. */
export function scalesOf(layout: PlotLayout) {
  const { left, top } = layout;
  const inner = innerSize(layout);
  const pixels: [number, number] = [left, left + inner.width];
  return {
    x: linear(layout.x, pixels),
    y: linear(layout.y, [top + inner.height, top]),
    back: linear(pixels, layout.x),
  };
}

export type LayoutInput = {
  width: number;
  height: number;
  x: readonly [number, number];
  y: readonly [number, number];
  kind: XKind;
  names?: readonly string[];
  xTitle: string;
  /** Lines of small print above the plot area: the value axis's title, the names of marks. */
  headLines?: number;
  unit?: string;
  /** Pixels for the labels at the lines' ends; the x axis's title is drawn below them. */
  right?: number;
  /** Whole numbers only, as for counts. */
  whole?: boolean;
};

const axisHeight = 26;
/** Pixels between the x axis's title and the edge of the picture. */
export const titleMargin = 8;
/** Pixels of a line of small print. */
export const lineHeight = 13;

/** Computes margins and ticks: the longest tick fits, and no tick overlaps the axis's title. */
export function plotLayout(input: LayoutInput): PlotLayout {
  const { width, height, x, y, kind, names = [], xTitle, headLines = 0, unit, whole } = input;
  const widestName = Math.max(0, ...names.map(textWidth));
  const right = Math.ceil(Math.max(input.right ?? 0, 14, textWidth(xTitle) + 16 + widestName / 2));
  const top = 10 + headLines * lineHeight;
  const bottom = axisHeight;
  const yTicks = valueTickTexts(y, Math.max(3, Math.floor((height - top - bottom) / 34)), unit, whole);
  const left = Math.ceil(Math.max(14, ...yTicks.map(({ text }) => textWidth(text)))) + 16;
  const area = { width, height, left, right, top, bottom };
  const inner = innerSize(area);
  const toPixel = linear(x, [0, inner.width]);
  const xTicks = placeTicks(x, kind, names, inner.width).filter(
    ({ at, text }) => toPixel(at) + textWidth(text) / 2 <= width - left - titleMargin - textWidth(xTitle) - 4,
  );
  return { ...area, x, y, xTicks, yTicks };
}

/** Round values of the axis; the uppermost carries the unit. */
function valueTickTexts(
  [low, high]: readonly [number, number],
  count: number,
  unit?: string,
  whole = false,
): Tick[] {
  const { ticks, digits } = valueTicks(low, high, count);
  const kept = whole ? ticks.filter(Number.isInteger) : ticks;
  return kept.map((at, index) => ({
    at,
    text: valueText(at, whole ? 0 : digits, index === kept.length - 1 ? unit : undefined),
  }));
}

function placeTicks(
  [from, to]: readonly [number, number],
  kind: XKind,
  names: readonly string[],
  width: number,
): Tick[] {
  const most = Math.max(2, Math.floor(width / (kind === "time" ? 72 : 56)));
  if (kind === "time")
    return timeTicks(from, to, most).map(({ at, step }) => ({ at, text: tickText(at, step) }));
  if (kind === "step")
    return valueTicks(from, to, most)
      .ticks.filter(Number.isInteger)
      .map((at) => ({ at, text: at.toLocaleString("en-US") }));
  const widest = Math.max(1, ...names.map(textWidth)) + 10;
  const every = Math.max(1, Math.ceil((names.length * widest) / Math.max(1, width)));
  // Counted from the end, so that the newest always has its name.
  return names.flatMap((text, at) =>
    at >= from && at <= to && (names.length - 1 - at) % every === 0 ? [{ at, text }] : [],
  );
}

/**
 * Pushes texts apart that would touch, moving each as little as it must: first down, then up from the bottom.
 * Takes and gives their middles, in the order given.
 */
export function pushApart(wanted: readonly number[], gap: number, bottom: number): number[] {
  const order = wanted.map((y, index) => ({ y, index })).toSorted((a, b) => a.y - b.y);
  for (let i = 1; i < order.length; i++) {
    const [above, label] = [order[i - 1], order[i]];
    if (above && label) label.y = Math.max(label.y, above.y + gap);
  }
  let room = bottom;
  for (const label of order.toReversed()) {
    label.y = Math.min(label.y, room);
    room = label.y - gap;
  }
  const placed = new Array<number>(wanted.length).fill(0);
  for (const { y, index } of order) placed[index] = y;
  return placed;
}

/**
 * Puts names of marks side by side into at most `rows` rows, in the order of `marks`: where each begins and in which
 * row; null where there is no room, and only the line is drawn.
 */
export function markRows(
  marks: readonly { left: number; text: string }[],
  end: number,
  rows = 3,
): ({ left: number; row: number } | null)[] {
  const taken = new Array<number>(rows).fill(Number.NEGATIVE_INFINITY);
  const placed = new Array<{ left: number; row: number } | null>(marks.length).fill(null);
  const order = marks.map((mark, index) => ({ ...mark, index })).toSorted((a, b) => a.left - b.left);
  for (const { left, text, index } of order) {
    const begin = Math.min(left, end - textWidth(text));
    const row = taken.findIndex((until) => until <= begin);
    if (row < 0) continue;
    taken[row] = begin + textWidth(text) + 8;
    placed[index] = { left: begin, row };
  }
  return placed;
}

/** A text cut in its middle to `width` pixels. */
export function cutMiddle(text: string, width: number): string {
  const letters = Math.floor(width / letter);
  if (text.length <= letters) return text;
  if (letters < 4) return "…";
  const keep = letters - 1;
  return `${text.slice(0, Math.ceil(keep / 2))}…${text.slice(text.length - Math.floor(keep / 2))}`;
}
