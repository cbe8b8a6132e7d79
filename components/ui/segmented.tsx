"use client";
import { type ReactNode, useId } from "react";
import { cx } from "./cx";

export type Segment = { value: string; label: ReactNode; count?: number };

/**
 * A choice of one among a few, all visible. Native radio buttons give arrow keys and form submission. `m` is a filter
 * over a list, `l` a touch-sized row of a form.
 */
export function Segmented(props: {
  label: string;
  value: string | null;
  options: Segment[];
  onChange: (value: string) => void;
  size?: "m" | "l";
  name?: string;
}) {
  const { label, value, options, onChange, size = "m", name } = props;
  const group = useId();
  const look =
    size === "l"
      ? "h-11 flex-1 justify-center rounded-panel border-edge bg-surface px-2 text-lead has-checked:border-accent has-checked:bg-accent-soft has-checked:font-medium has-checked:inset-ring has-checked:inset-ring-accent"
      : "h-6 rounded-s border-line bg-surface px-2 text-label text-ink-2 hover:border-line-strong has-checked:border-ink has-checked:bg-ink has-checked:font-medium has-checked:text-surface";
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={cx("flex flex-wrap", size === "l" ? "gap-2" : "gap-1.5")}
    >
      {options.map((option) => (
        <label
          key={option.value}
          className={cx(
            "relative inline-flex items-center gap-1.5 border whitespace-nowrap has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
            look,
          )}
        >
          <input
            type="radio"
            name={name ?? group}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 opacity-0"
          />
          {option.label}
          {option.count !== undefined && <span className="num">{option.count}</span>}
        </label>
      ))}
    </div>
  );
}
