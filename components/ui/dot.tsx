import { cx } from "./cx";
import { type Tone, toneMark } from "./tone";

/** A small state mark beside text that names the state. Without such text it needs a `label`. */
export function Dot({ tone, label, className }: { tone: Tone; label?: string; className?: string }) {
  return (
    <span
      {...(label ? { role: "img", "aria-label": label, title: label } : { "aria-hidden": true })}
      className={cx("inline-block size-[7px] flex-none rounded-full", toneMark[tone], className)}
    />
  );
}
