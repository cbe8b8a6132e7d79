import { momentText } from "./clock";

/** How many fall into a stretch of time (ms since 1970), and how many of these are the part that is marked. */
export type CountBar = { from: number; to: number; total: number; part: number };

/** A count as it travels: times are ISO 8601, `bad` is the marked part. */
export type CountBucket = { from: string; to: string; total: number; bad: number };

export function countBars(buckets: readonly CountBucket[]): CountBar[] {
  return buckets.map(({ from, to, total, bad }) => ({
    from: Date.parse(from),
    to: Date.parse(to),
    total,
    part: bad,
  }));
}

/** The first and the last moment. */
export function endsOf(bars: readonly CountBar[]): [number, number] {
  return [bars[0]?.from ?? 0, bars.at(-1)?.to ?? 1];
}

/** Counts as a sentence: "42 runs, 3 failed; most at once 9, on 12 Nov, 10:00". */
export function countSentence(
  bars: readonly CountBar[],
  unit: { one: string; many: string },
  partLabel: string,
): string {
  const sum = (read: (bar: CountBar) => number) => bars.reduce((total, bar) => total + read(bar), 0);
  const highest = bars.reduce<CountBar | null>(
    (best, bar) => (bar.total > (best?.total ?? 0) ? bar : best),
    null,
  );
  const [from, to] = endsOf(bars);
  const peak = highest ? `; most at once ${highest.total}, on ${momentText(highest.from, to - from)}` : "";
  const total = sum((bar) => bar.total);
  return `${total} ${total === 1 ? unit.one : unit.many}, ${sum((bar) => bar.part)} ${partLabel.toLowerCase()}${peak}`;
}
