"use client";
import type { ComponentProps } from "react";
import { cx } from "./cx";
import { Tooltip } from "./tooltip";

type IconButtonProps = ComponentProps<"button"> & {
  /** The accessible name, also shown as tooltip on hover and focus. */
  label: string;
  disabledReason?: string | null | false;
  size?: "s" | "m" | "l";
};

const sizes = { s: "size-6", m: "size-control", l: "size-11" };

/** A button with only an icon. The tooltip shows its name, or the reason when it is disabled. */
export function IconButton({
  label,
  disabledReason,
  size = "m",
  className,
  onClick,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={disabledReason || label}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-disabled={Boolean(disabledReason) || undefined}
        onClick={disabledReason ? undefined : onClick}
        className={cx(
          "inline-grid flex-none place-items-center rounded-m text-ink-3 transition-colors",
          "enabled-hover:bg-hover enabled-hover:text-ink aria-disabled:cursor-not-allowed aria-disabled:opacity-50",
          sizes[size],
          className,
        )}
      />
    </Tooltip>
  );
}
