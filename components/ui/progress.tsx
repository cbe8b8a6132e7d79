import { cx } from "./cx";
import { type Tone, toneMark } from "./tone";

/** A progress bar. `max` null or 0 means that the total is unknown. */
export function Progress(props: { value: number; max: number | null; label: string; tone?: Tone }) {
  const { value, max, label, tone = "run" } = props;
  const known = max !== null && max > 0;
  const share = known ? Math.max(0, Math.min(1, value / max)) : null;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={known ? max : undefined}
      aria-valuenow={known ? value : undefined}
      className="h-1 w-full overflow-hidden rounded-s bg-line"
    >
      <div
        className={cx(
          "h-full rounded-s transition-[width]",
          toneMark[tone],
          share === null && "animate-pulse",
        )}
        style={{ width: share === null ? "100%" : `${share * 100}%` }}
      />
    </div>
  );
}

/** A count out of a total, one segment each: the approvals of a promotion. */
export function Steps({ done, total, label }: { done: number; total: number; label: string }) {
  return (
    <div role="img" aria-label={label} className="flex gap-1">
      {Array.from({ length: total }, (_, step) => step).map((step) => (
        <span
          key={step}
          className={cx("h-1 flex-1 rounded-s", step < done ? "bg-ok-mark" : "bg-line-strong")}
        />
      ))}
    </div>
  );
}
