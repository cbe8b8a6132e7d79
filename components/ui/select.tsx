import type { ComponentProps } from "react";
import { cx } from "./cx";
import { Icon } from "./icons";
import { type ControlSize, controlClass } from "./input";

export type Option = { value: string; label: string; disabled?: boolean };

type SelectProps = Omit<ComponentProps<"select">, "children"> & {
  options: Option[];
  controlSize?: ControlSize;
};

const sizes: Record<ControlSize, string> = { m: "h-control pl-2 pr-7", l: "h-11 pl-3 pr-9 text-lead" };

/** The browser's own list of choices, which every phone and screen reader knows, in our clothes. */
export function Select({ options, controlSize = "m", className, ...rest }: SelectProps) {
  return (
    <span className={cx("relative inline-block w-full min-w-0", className)}>
      <select {...rest} className={cx(controlClass, "appearance-none truncate", sizes[controlSize])}>
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon
        name="chevron-down"
        size={14}
        className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-ink-3"
      />
    </span>
  );
}
