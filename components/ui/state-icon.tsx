import type { ReactNode } from "react";
import { cx } from "./cx";

/**
 * The seven shapes of state. Each has its own outline, so that a reader without colour sees the difference. They are
 * drawn here and not taken from lucide, which has no filled disc with a light mark and draws all states at one weight:
 * here trouble is filled and success is a thin ring.
 */
export type Shape = "ok" | "bad" | "wait" | "run" | "idle" | "off" | "skip";

const ring = { cx: 7, cy: 7, r: 6.2, strokeWidth: 1.4 };

const drawings: Record<Shape, ReactNode> = {
  ok: (
    <g stroke="var(--ok-mark)">
      <circle {...ring} />
      <path d="m4.4 7.2 1.8 1.8 3.4-3.8" strokeWidth="1.5" />
    </g>
  ),
  bad: (
    <>
      <circle cx="7" cy="7" r="7" fill="var(--bad-mark)" />
      <path d="m4.8 4.8 4.4 4.4m0-4.4-4.4 4.4" stroke="#fff" strokeWidth="1.6" />
    </>
  ),
  wait: (
    <>
      <circle cx="7" cy="7" r="7" fill="var(--wait-mark)" />
      <path d="M5.3 4.5v5M8.7 4.5v5" stroke="#fff" strokeWidth="1.7" />
    </>
  ),
  run: (
    <>
      <circle {...ring} stroke="var(--run-soft)" strokeWidth="1.6" />
      <path
        className="origin-center animate-turn"
        d="M7 .8A6.2 6.2 0 0 1 13.2 7"
        stroke="var(--run-mark)"
        strokeWidth="1.8"
      />
    </>
  ),
  idle: <circle {...ring} stroke="var(--idle-mark)" strokeDasharray="2.2 2.2" />,
  off: (
    <g stroke="var(--idle-mark)">
      <circle {...ring} />
      <path d="M4.4 7h5.2" strokeWidth="1.6" />
    </g>
  ),
  skip: (
    <g stroke="var(--idle-mark)">
      <circle {...ring} />
      <path d="m4.3 9.7 5.4-5.4" />
    </g>
  ),
};

const words: Record<Shape, string> = {
  ok: "text-ink-2",
  bad: "text-bad font-book",
  wait: "text-wait font-book",
  run: "text-run font-book",
  idle: "text-ink-3",
  off: "text-ink-3",
  skip: "text-ink-3",
};

/**
 * State as shape, colour and word. Give `word` to show it, or `label` where the row already says it and only a
 * screen reader needs it.
 */
export function StateIcon(props: { shape: Shape; word?: ReactNode; label?: string; className?: string }) {
  const { shape, word, label, className } = props;
  return (
    <span className={cx("inline-flex items-center gap-[7px] align-middle", words[shape], className)}>
      <svg
        aria-hidden="true"
        viewBox="0 0 14 14"
        width="14"
        height="14"
        fill="none"
        strokeLinecap="round"
        strokeLinejoin="round"
        strokeWidth="1.4"
        className="flex-none"
      >
        {drawings[shape]}
      </svg>
      {label && <span className="sr-only">{label}</span>}
      {word}
    </span>
  );
}
