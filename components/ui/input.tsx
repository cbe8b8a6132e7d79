import type { ComponentProps } from "react";
import { cx } from "./cx";

/** `l` is 44 pixels high with 15 px text, for forms on a phone. */
export type ControlSize = "m" | "l";

const sizes: Record<ControlSize, string> = { m: "h-control px-2", l: "h-11 px-3 text-lead" };

/** Border, background and states that every field shares. */
export const controlClass =
  "w-full min-w-0 rounded-m border border-edge bg-surface text-ink aria-invalid:border-bad-mark disabled:opacity-50 focus-visible:outline-offset-0";

/** A text input. Native props and the ref are passed on, so it works with `register` of react-hook-form. */
export function Input({
  controlSize = "m",
  className,
  ...rest
}: ComponentProps<"input"> & { controlSize?: ControlSize }) {
  return (
    <input {...rest} className={cx(controlClass, "read-only:bg-sunken", sizes[controlSize], className)} />
  );
}
