"use client";
import { type Cell, FlexRender, type RowData } from "@tanstack/react-table";
import type { MouseEvent, Ref } from "react";
import { cx } from "./cx";
import type { CellLayout } from "./data-table-head";
import { Link } from "./link";
import {
  type ColumnMeta,
  columnClass,
  type DataRow,
  pinClass,
  pinStyle,
  type tableParts,
} from "./use-data-table";

/**
 * One row; on a phone a card whose first line is the main cell. The link of the main cell is stretched over the row;
 * other controls are above the link (`z-1`). While the main cell is pinned its link cannot reach the other cells, so a
 * press on them opens the row too.
 */
export function DataTableRow<Data extends RowData>(props: {
  ref?: Ref<HTMLTableRowElement>;
  row: DataRow<Data>;
  layout: CellLayout;
  /** The position in the whole table, from 0. */
  index: number;
  href?: string;
  selected: boolean;
  tinted: boolean;
  onSelect: (index: number) => void;
  onOpen?: (index: number) => void;
}) {
  const { ref, row, layout, index, href, selected, tinted, onSelect, onOpen } = props;

  function onClick(event: MouseEvent<HTMLElement>) {
    onSelect(index);
    const control = event.target instanceof Element && event.target.closest("a, button, input, label");
    if (!href || control) return;
    if (event.metaKey || event.ctrlKey) window.open(href);
    else onOpen?.(index);
  }

  return (
    <tr
      ref={ref}
      {...rowRole}
      data-index={index}
      aria-rowindex={index + 2}
      data-selected={selected || undefined}
      onClick={onClick}
      className={cx(
        "group relative",
        "max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:gap-y-0.5 max-md:border-b max-md:border-line max-md:px-3 max-md:py-2",
        layout.checks && "max-md:ps-9",
        selected ? "bg-accent-soft" : href ? "bg-surface hover:bg-hover" : "bg-surface",
        tinted && "animate-tint",
      )}
    >
      {layout.checks && (
        <td
          {...cellRole}
          className={cx(
            cellClass,
            "z-2 bg-inherit max-md:absolute max-md:inset-y-0 max-md:start-0 max-md:w-9 md:sticky md:start-0",
          )}
        >
          <label className="absolute inset-0 grid cursor-pointer place-items-center">
            <input
              type="checkbox"
              aria-label="Mark this row"
              checked={row.getIsSelected()}
              onChange={row.getToggleSelectedHandler()}
              className="block size-3.5 accent-ink"
            />
          </label>
        </td>
      )}
      {row.getVisibleCells().map((cell) => (
        <BodyCell key={cell.id} cell={cell} layout={layout} href={href} />
      ))}
    </tr>
  );
}

function BodyCell<Data extends RowData>(props: {
  cell: Cell<typeof tableParts, Data>;
  layout: CellLayout;
  href?: string;
}) {
  const { cell, layout, href } = props;
  const { column } = cell;
  const meta: ColumnMeta | undefined = column.columnDef.meta;
  const pin = layout.overflows && pinStyle(column, layout.checks);
  return (
    <td
      {...cellRole}
      data-corner={meta?.corner}
      style={pin || undefined}
      className={cx(
        cellClass,
        "max-md:max-w-full md:px-3",
        meta?.main
          ? "max-md:-order-2 max-md:basis-full max-md:group-has-data-corner:basis-[calc(100%-5.5rem)]"
          : "max-md:text-label max-md:has-data-empty:hidden",
        meta?.corner && "max-md:-order-1 max-md:grow max-md:text-right",
        columnClass(meta, layout.chosen),
        pin && cx("z-2 bg-inherit md:sticky", pinClass(column)),
      )}
    >
      {meta?.label && <span className="me-1.5 text-ink-3 md:hidden">{meta.label}</span>}
      {meta?.main && href ? (
        <span className={cx(meta.lead && "flex min-w-0 items-center")}>
          {meta.lead?.(cell.row.id)}
          <Link href={href} className="min-w-0 -outline-offset-2 after:absolute after:inset-0">
            <FlexRender cell={cell} />
          </Link>
        </span>
      ) : (
        <FlexRender cell={cell} />
      )}
    </td>
  );
}

/** Browsers forget what a table's parts are where these are laid out as boxes, as on a phone. */
const rowRole = { role: "row" } as const;
const cellRole = { role: "cell" } as const;

const cellClass = "truncate border-line md:h-9 md:border-b md:group-last:border-b-0";
