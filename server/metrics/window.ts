/** Part of a window, to be read from one level's buckets, or from the points themselves (null). Ends are inclusive. */
export type Piece = { level: number | null; from: number; to: number };

/**
 * How to read a window of a series so that each pixel gets its true extremes at a cost that follows the pixels:
 * the coarsest level that is fine enough in the middle, finer ones towards the edges, points at the very ends.
 * Answers are summed up per `step` neighbouring x, counted from `base`, at most `width` of them; both depend on the
 * zoom alone, so that moving the window does not make the curve flicker.
 */
export type WindowPlan = { base: number; step: number; pieces: Piece[] };

export function planWindow(
  asked: { from: number; to: number; width: number },
  series: { minX: number; maxX: number; levels: readonly number[] },
): WindowPlan {
  const from = Math.max(asked.from, series.minX);
  const to = Math.min(asked.to, series.maxX);
  const target = Math.max(1, (to - from + 1) / Math.max(1, asked.width - 1));
  // A bucket may be a quarter wider than a pixel: that saves reading four times as many.
  const middle = series.levels.filter((level) => 4 ** level <= Math.max(1, target * 1.25)).at(-1);
  const unit = middle === undefined ? 1 : 4 ** middle;
  const step = Math.max(1, Math.ceil(target / unit)) * unit;
  const finer = series.levels.filter((level) => middle !== undefined && level <= middle);
  const pieces = from > to ? [] : cut({ from, to }, finer, series);
  return { base: Math.floor(from / step) * step, step, pieces };
}

type Range = { from: number; to: number };

/** How to read a window of a series whole in as few rows as can be, as for its mean. Ends are inclusive. */
export function coverWindow(
  asked: Range,
  series: { minX: number; maxX: number; levels: readonly number[] },
): Piece[] {
  return cut(
    { from: Math.max(asked.from, series.minX), to: Math.min(asked.to, series.maxX) },
    series.levels,
    series,
  );
}

/** Whole buckets of the coarsest level, and the rest on both sides by the finer ones. */
function cut(range: Range, levels: readonly number[], all: { minX: number; maxX: number }): Piece[] {
  if (range.from > range.to) return [];
  const level = levels.at(-1);
  if (level === undefined) return [{ level: null, ...range }];
  const size = 4 ** level;
  // Nothing lies beyond the ends of the series: a bucket that sticks out there is whole all the same.
  const first =
    range.from <= all.minX ? Math.floor(range.from / size) : Math.floor((range.from + size - 1) / size);
  const last = range.to >= all.maxX ? Math.floor(range.to / size) : Math.floor((range.to + 1) / size) - 1;
  const finer = levels.slice(0, -1);
  if (first > last) return cut(range, finer, all);
  return [
    ...cut({ from: range.from, to: first * size - 1 }, finer, all),
    { level, from: first * size, to: (last + 1) * size - 1 },
    ...cut({ from: (last + 1) * size, to: range.to }, finer, all),
  ];
}
