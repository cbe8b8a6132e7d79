import type { ReactNode } from "react";
import { cx } from "./cx";
import { Dot } from "./dot";
import { type Tone, toneText } from "./tone";

const grounds: Partial<Record<Tone, string>> = {
  bad: "bg-bad-soft",
  wait: "bg-wait-soft",
  ok: "bg-ok-soft",
  run: "bg-run-soft",
};

/** One line over a page or panel about the data below it: "The registry is down; this is 18 min old". */
export function Notice({ tone, children, action }: { tone: Tone; children: ReactNode; action?: ReactNode }) {
  return (
    <div
      role="status"
      className={cx(
        "mb-4 flex flex-wrap items-center gap-2 rounded-m px-3 py-1.5",
        grounds[tone] ?? "bg-sunken",
      )}
    >
      <Dot tone={tone} />
      <div className={cx("min-w-0 flex-1", toneText[tone])}>{children}</div>
      {action}
    </div>
  );
}
