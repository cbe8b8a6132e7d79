/** Maps a number of `domain` to a pixel of `range`, both as [from, to]; a domain without length maps to its middle. */
export function linear(
  domain: readonly [number, number],
  range: readonly [number, number],
): (value: number) => number {
  const length = domain[1] - domain[0];
  if (length === 0) return () => (range[0] + range[1]) / 2;
  return (value) => range[0] + ((value - domain[0]) / length) * (range[1] - range[0]);
}

/** Smallest and largest of the finite numbers; null where there are none. */
export function extent(values: Iterable<number | null | undefined>): [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null || value === undefined || !Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  1000,
  5000,
  15_000,
  30_000,
  minute,
  2 * minute,
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  7 * day,
  14 * day,
  30 * day,
  91 * day,
  182 * day,
  365 * day,
];

/**
 * Round moments (ms since 1970) between `from` and `to`, at most about `most` of them; `step` is their distance.
 * Days begin at midnight where the reader is, also across a change of the clocks.
 */
export function timeTicks(from: number, to: number, most: number): { at: number; step: number }[] {
  const wanted = (to - from) / Math.max(1, most);
  const step = steps.find((each) => each >= wanted) ?? Math.ceil(wanted / (365 * day)) * 365 * day;
  const ticks: { at: number; step: number }[] = [];
  if (step < day) {
    const shift = new Date(from).getTimezoneOffset() * minute;
    for (let at = Math.ceil((from - shift) / step) * step + shift; at <= to; at += step)
      ticks.push({ at, step });
    return ticks;
  }
  const first = new Date(from);
  const dayNumber = Date.UTC(first.getFullYear(), first.getMonth(), first.getDate()) / day;
  const every = step / day;
  for (let number = Math.ceil(dayNumber / every) * every; ; number += every) {
    const at = new Date(
      first.getFullYear(),
      first.getMonth(),
      first.getDate() + number - dayNumber,
    ).getTime();
    if (at > to) return ticks;
    if (at >= from) ticks.push({ at, step });
  }
}

/** Round numbers between `low` and `high`, about `count` of them, with the decimals they need. */
export function valueTicks(low: number, high: number, count: number): { ticks: number[]; digits: number } {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0)) return { ticks: [low], digits: 0 };
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10);
  const digits = Math.max(
    0,
    Math.min(12, -Math.floor(Math.log10(step) + 1e-9) + (step / power === 2.5 ? 1 : 0)),
  );
  const ticks: number[] = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n++)
    ticks.push(Number((n * step).toFixed(12)));
  return { ticks, digits };
}
