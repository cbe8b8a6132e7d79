"use client";
import { FlexRender, type Header, type RowData } from "@tanstack/react-table";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { CSSProperties } from "react";
import { cx } from "./cx";
import {
  type ColumnMeta,
  columnClass,
  type DataTableModel,
  pinClass,
  pinStyle,
  type tableParts,
} from "./use-data-table";

/** How the columns of a table are laid out, for its head and its rows. */
export type CellLayout = {
  /** Each row has a checkbox. */
  checks: boolean;
  /** The reader chose the columns. */
  chosen: boolean;
  /** The table is wider than its place: pinned columns stay in sight. */
  overflows: boolean;
};

/**
 * The head row, which stays in sight. Columns that sort have a button; the first press sorts descending. On a phone only
 * these buttons are seen, in one line.
 */
export function DataTableHead<Data extends RowData>({
  table,
  layout,
}: {
  table: DataTableModel<Data>;
  layout: CellLayout;
}) {
  return (
    <thead
      {...headRoles.group}
      className="max-md:sticky max-md:top-0 max-md:z-4 max-md:block max-md:bg-surface"
    >
      {table.getHeaderGroups().map((group) => (
        <tr key={group.id} {...headRoles.row} className={headRowClass}>
          {layout.checks && (
            <th scope="col" className={cx(headClass, "start-0 w-[34px] max-md:sr-only md:z-4")}>
              <span className="sr-only">Marked</span>
            </th>
          )}
          {group.headers.map((header) => (
            <HeadCell key={header.id} header={header} layout={layout} />
          ))}
        </tr>
      ))}
    </thead>
  );
}

function HeadCell<Data extends RowData>(props: {
  header: Header<typeof tableParts, Data>;
  layout: CellLayout;
}) {
  const { header, layout } = props;
  const { checks, chosen, overflows } = layout;
  const { column } = header;
  const meta: ColumnMeta | undefined = column.columnDef.meta;
  const sorted = column.getIsSorted();
  const sorts = column.getCanSort();
  const Arrow = sorted === "asc" ? ArrowUp : ArrowDown;
  const arrow = sorted && <Arrow size={12} className="inline flex-none" />;
  const width = { "--width": meta?.grows ? "auto" : `${column.getSize()}px` } as CSSProperties;
  return (
    <th
      scope="col"
      {...headRoles.cell}
      aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}
      style={{ ...width, ...(overflows && pinStyle(column, checks)) }}
      className={cx(
        headClass,
        "md:w-(--width)",
        column.getIsPinned() ? "md:z-4" : "md:z-3",
        overflows && pinClass(column),
        !sorts && "max-md:sr-only",
        columnClass(meta, chosen),
      )}
    >
      {sorts ? (
        <button
          type="button"
          onClick={column.getToggleSortingHandler()}
          className={cx(
            "inline-flex h-6 max-w-full items-center gap-1 rounded-s -outline-offset-1 hover:text-ink",
            sorted && "text-ink",
          )}
        >
          <span className="min-w-0 truncate">
            <FlexRender header={header} />
          </span>
          {arrow}
        </button>
      ) : (
        <>
          <FlexRender header={header} />
          {arrow && <> {arrow}</>}
        </>
      )}
    </th>
  );
}

/** Browsers forget what a table's parts are where these are laid out as boxes, as on a phone. */
const headRoles = {
  group: { role: "rowgroup" },
  row: { role: "row" },
  cell: { role: "columnheader" },
} as const;

const headRowClass = cx(
  "max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:border-line max-md:px-3",
  "max-md:has-[button]:border-b max-md:has-[button]:before:text-label max-md:has-[button]:before:text-ink-3",
  "max-md:has-[button]:before:content-['Sort_by']",
);

const headClass =
  "truncate bg-surface text-label font-book text-ink-3 max-md:py-1 md:sticky md:top-0 md:h-8 md:border-b md:border-line md:px-3";
