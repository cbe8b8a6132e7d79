import Link from "next/link";
import type { CSSProperties } from "react";
import { tickText } from "./clock";
import { timeTicks } from "./scale";
import type { Band, Mark } from "./time-axis-lanes";

type Word = { key: string; left: number; right: number; text: string; loud?: boolean; href?: string };

/** Pixels a text of 11 px is wide, guessed from its letters: enough to keep two from touching. */
const widthOf = (text: string) => text.length * 6.2 + 8;
/** A text longer than the room after its moment is cut, down to these pixels, which still say something. */
const leastWidth = 240;

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
    const wide = Math.min(widthOf(word.text), Math.max(leastWidth, width - at));
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
      {placed.map(({ key, text, href, loud, left, right }) => (
        <FootWord key={key} {...{ text, href, loud }} style={{ left, maxWidth: right - left }} />
      ))}
    </div>
  );
}

/** The first trouble in sight, in its place by CSS alone: what the foot says before the width is known. */
export function AxisFootOutline({ bands, from, to }: { bands: readonly Band[]; from: number; to: number }) {
  const band = bands.find((each) => Date.parse(each.from) < to);
  if (!band) return null;
  const start = Math.max(0, (Date.parse(band.from) - from) / (to - from));
  const at = `(${100 * start}% + 2px)`;
  const wide = `min(${widthOf(band.text)}px, max(${leastWidth}px, 100% - ${at}))`;
  return (
    <div className="relative h-6 text-small leading-6">
      <FootWord {...band} loud style={{ left: `max(0px, min(${at}, 100% - ${wide}))`, maxWidth: wide }} />
    </div>
  );
}

function FootWord(props: { text: string; href?: string; loud?: boolean; style: CSSProperties }) {
  const { text, href, loud, style } = props;
  const look = `num absolute truncate ${loud ? "font-semibold text-bad" : "text-ink-3"}`;
  if (!href)
    return (
      <span className={look} style={style} title={text}>
        {text}
      </span>
    );
  return (
    <Link href={href} prefetch={false} className={`${look} hover:underline`} style={style} title={text}>
      {text}
    </Link>
  );
}
