import type { ComponentProps } from "react";
import { cx } from "./cx";
import { type ControlSize, controlClass } from "./input";

const sizes: Record<ControlSize, string> = { m: "px-2 py-[5px]", l: "px-3 py-2.5 text-lead" };

/** A multi-line text field that grows with its content where the browser supports it. */
export function Textarea({
  controlSize = "m",
  className,
  rows = 3,
  ...rest
}: ComponentProps<"textarea"> & { controlSize?: ControlSize }) {
  return (
    <textarea
      {...rest}
      rows={rows}
      className={cx(
        controlClass,
        "read-only:bg-sunken max-h-80 resize-y [field-sizing:content]",
        sizes[controlSize],
        className,
      )}
      style={{ minHeight: `${rows * (controlSize === "l" ? 22 : 20) + (controlSize === "l" ? 22 : 12)}px` }}
    />
  );
}
