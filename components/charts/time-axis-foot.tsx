import Link from "next/link";
import { tickText } from "./clock";
import { timeTicks } from "./scale";
import type { Band, Mark } from "./time-axis-lanes";

type Word = { key: string; left: number; right: number; text: string; loud?: boolean; href?: string };

/** Pixels a text of 11 px is wide, guessed from its letters: enough to keep two from touching. */
const widthOf = (text: string) => text.length * 6.2 + 8;

/**
 * The words under the lanes: what the trouble was, the marks' names, and as many times as there is room for.
 * What comes first keeps its place.
 */
export function AxisFoot(props: {
  x: (ms: number) => number;
  from: number;
  to: number;
  width: number;
  bands: readonly Band[];
  marks: readonly Mark[];
}) {
  const { x, from, to, width, bands, marks } = props;
  const placed: Word[] = [];
  const put = (word: Omit<Word, "left" | "right">, at: number) => {
    // A text longer than the room after its moment is cut, down to a width that still says something.
    const wide = Math.min(widthOf(word.text), Math.max(240, width - at));
    const left = Math.max(0, Math.min(at, width - wide));
    if (at > width || placed.some((other) => left < other.right && left + wide > other.left)) return;
    placed.push({ ...word, left, right: left + wide });
  };
  for (const band of bands)
    put(
      { key: `b${band.from}${band.text}`, text: band.text, loud: true, href: band.href },
      x(Date.parse(band.from)) + 2,
    );
  for (const mark of marks)
    put({ key: `m${mark.at}${mark.text}`, text: mark.text }, x(Date.parse(mark.at)) + 2);
  const ticks = timeTicks(from, to, Math.max(2, Math.floor(width / 76)));
  for (const { at, step } of ticks) put({ key: `t${at}`, text: tickText(at, step) }, x(at) + 2);

  return (
    <div className="relative h-6 text-small leading-6">
      {placed.map((word) => {
        const look = `num absolute truncate ${word.loud ? "font-semibold text-bad" : "text-ink-3"}`;
        return word.href ? (
          <Link
            key={word.key}
            href={word.href}
            prefetch={false}
            className={`${look} hover:underline`}
            style={{ left: word.left, maxWidth: word.right - word.left }}
            title={word.text}
          >
            {word.text}
          </Link>
        ) : (
          <span
            key={word.key}
            className={look}
            style={{ left: word.left, maxWidth: word.right - word.left }}
            title={word.text}
          >
            {word.text}
          </span>
        );
      })}
    </div>
  );
}
