import { cx } from "./cx";

/**
 * A grey placeholder with the size of the content to come. It appears after 150 ms, so that a quick answer does not
 * flicker.
 */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cx("block animate-late rounded-s bg-sunken", className ?? "h-3 w-full")}
    />
  );
}

const lengths = ["w-2/5", "w-1/3", "w-1/2", "w-[45%]"];

/** Placeholder rows of a table or list. */
export function SkeletonRows({ rows = 8, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="animate-late">
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div key={row} className="flex h-row items-center gap-6 border-b border-line px-3 last:border-b-0">
          <Skeleton className={cx("h-3", lengths[row % lengths.length])} />
          <Skeleton className="h-3 w-16" />
          <Skeleton className="ml-auto h-3 w-12" />
        </div>
      ))}
    </div>
  );
}
