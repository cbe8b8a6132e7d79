import type { ComponentProps } from "react";
import { cx } from "./cx";

/**
 * A short table of at most some fifty rows. With `stacked`, a row becomes a block on a phone: the first cell is its
 * title, a last one without a label holds its buttons, and each cell with a `label` is a line of label and value.
 * Without it, the table scrolls sideways when it is too wide.
 */
export function Table({
  className,
  label,
  stacked,
  ...rest
}: ComponentProps<"table"> & { label: string; stacked?: boolean }) {
  return (
    <div className="relative overflow-x-auto">
      <table
        {...rest}
        aria-label={label}
        className={cx("w-full border-collapse", stacked && "stacked", className)}
      />
    </div>
  );
}

export function Th({ className, end, ...rest }: ComponentProps<"th"> & { end?: boolean }) {
  return (
    <th
      scope="col"
      {...rest}
      className={cx(
        "h-8 border-b border-line px-3 text-label font-book whitespace-nowrap text-ink-3",
        end ? "text-right" : "text-left",
        className,
      )}
    />
  );
}

export function Tr({ className, selected, ...rest }: ComponentProps<"tr"> & { selected?: boolean }) {
  return (
    <tr
      {...rest}
      className={cx(
        "relative [&:last-child>td]:border-b-0",
        selected ? "bg-accent-soft" : "has-[a]:hover:bg-hover",
        className,
      )}
    />
  );
}

/**
 * `end` for numbers: right-aligned and tabular. `dim` for secondary text. `label` is the name of the column, where the
 * table is stacked.
 */
export function Td({
  className,
  end,
  dim,
  label,
  ...rest
}: ComponentProps<"td"> & { end?: boolean; dim?: boolean; label?: string }) {
  return (
    <td
      {...rest}
      data-label={label}
      className={cx(
        "h-row border-b border-line px-3 whitespace-nowrap",
        end && "num text-right",
        dim && "text-ink-3",
        className,
      )}
    />
  );
}
