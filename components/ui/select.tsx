import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./cx";
import type { ControlSize } from "./input";

export type Option = { value: string; label: string; disabled?: boolean };

type SelectProps = Omit<ComponentProps<"select">, "children"> & {
  options: Option[];
  /** `s` is for the head of a panel. */
  controlSize?: ControlSize | "s";
};

const sizes: Record<ControlSize | "s", string> = {
  s: "h-6 rounded-s border-line pl-2 pr-6 text-label text-ink-2 hover:border-line-strong",
  m: "h-control rounded-m border-edge pl-2 pr-7 text-ink",
  l: "h-11 rounded-m border-edge pl-3 pr-9 text-lead text-ink",
};

/** A native select with the look of the other fields. */
export function Select({ options, controlSize = "m", className, ...rest }: SelectProps) {
  return (
    <span className={cx("relative inline-block min-w-0", controlSize !== "s" && "w-full", className)}>
      <select
        {...rest}
        className={cx(
          "w-full min-w-0 appearance-none truncate border bg-surface aria-invalid:border-bad-mark disabled:opacity-50",
          sizes[controlSize],
        )}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        size={controlSize === "s" ? 12 : 14}
        className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-ink-3"
      />
    </span>
  );
}
