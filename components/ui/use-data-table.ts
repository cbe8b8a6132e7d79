"use client";
import {
  type ColumnDef,
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  metaHelper,
  type RowData,
  rowSelectionFeature,
  rowSortingFeature,
  type SortingState,
  type Table,
  type Column as TableColumn,
  type Row as TableRow,
  tableFeatures,
  type Updater,
  useTable,
} from "@tanstack/react-table";
import { type ReactNode, useMemo } from "react";
import type { ColumnLayout } from "./column-layout";

/** What a column says about its look, beside TanStack Table's own settings. */
export type ColumnMeta = {
  /** `end` for numbers: right-aligned and tabular. */
  align?: "end";
  /** Takes the width that the others leave. Its `size` is its least width. */
  grows?: boolean;
  /** The column whose text is the row's link. */
  main?: boolean;
  /** Of the main column: what stands in front of the row's link, by the row's key. */
  lead?: (rowKey: string) => ReactNode;
  /** Left out in narrower windows, unless the reader chose the columns. A phone shows every column. */
  hideBelow?: "lg" | "xl";
  /** On a phone: at the end of the first line, beside the main column. For values of at most some ten characters. */
  corner?: boolean;
  /** On a phone: the name in front of the value, where the value does not explain itself. */
  label?: string;
};

export const tableParts = tableFeatures({
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSelectionFeature,
  rowSortingFeature,
  columnMeta: metaHelper<ColumnMeta>(),
});
type Parts = typeof tableParts;

/** A column sorts where it has an accessor, and the table can be sorted. */
export type Column<Data extends RowData> = ColumnDef<Parts, Data, unknown>;
export type DataTableModel<Data extends RowData> = Pick<Table<Parts, Data>, "getHeaderGroups">;
export type DataRow<Data extends RowData> = TableRow<Parts, Data>;
export type Sort = { id: string; dir: "asc" | "desc" };

export type DataTableOptions<Data extends RowData> = {
  rows: readonly Data[];
  rowKey: (row: Data) => string;
  columns: readonly Column<Data>[];
  layout?: ColumnLayout;
  /** The order in which the server gave the rows. */
  sort?: Sort | null;
  onSort?: (sort: Sort) => void;
  /** Keys of the marked rows. */
  checked?: ReadonlySet<string>;
  onChecked?: (keys: ReadonlySet<string>) => void;
};

const none: ReadonlySet<string> = new Set();
const noNames: string[] = [];
const given = <T>(updater: Updater<T>, before: T): T =>
  typeof updater === "function" ? (updater as (before: T) => T)(before) : updater;

/** A table of rows in the order of the server, with the chosen, ordered and pinned columns of `layout`. */
export function useDataTable<Data extends RowData>(options: DataTableOptions<Data>) {
  const { rows, rowKey, columns, layout, sort, onSort, checked = none, onChecked } = options;
  const sorting: SortingState = useMemo(
    () => (sort ? [{ id: sort.id, desc: sort.dir === "desc" }] : []),
    [sort],
  );
  const columnVisibility = useMemo(
    () =>
      Object.fromEntries(
        columns.map(({ id = "" }) => [id, layout === undefined || layout.shown.includes(id)]),
      ),
    [columns, layout],
  );
  const columnPinning = useMemo(() => ({ start: layout?.pinned ?? noNames, end: noNames }), [layout]);
  const rowSelection = useMemo(
    () => Object.fromEntries([...checked].map((key) => [key, true as const])),
    [checked],
  );
  return useTable({
    features: tableParts,
    data: rows,
    columns,
    getRowId: rowKey,
    manualSorting: true,
    sortDescFirst: true,
    enableSortingRemoval: false,
    enableMultiSort: false,
    enableSorting: Boolean(onSort),
    enableRowSelection: Boolean(onChecked),
    state: { sorting, columnVisibility, columnOrder: layout?.shown ?? noNames, columnPinning, rowSelection },
    onSortingChange: (updater) => {
      const [next] = given(updater, sorting);
      if (next) onSort?.({ id: next.id, dir: next.desc ? "desc" : "asc" });
    },
    onRowSelectionChange: (updater) => onChecked?.(new Set(Object.keys(given(updater, rowSelection)))),
  });
}

/** Pixels of the column of checkboxes, which is in front of the first column. */
export const checkWidth = 34;

/**
 * The offset at which a pinned column stays in sight; undefined for others. It counts the least width of a column that
 * grows, which is its width wherever the table scrolls sideways.
 */
export const pinStyle = <Data extends RowData>(column: TableColumn<Parts, Data>, checks: boolean) =>
  column.getIsPinned()
    ? { insetInlineStart: column.getStart("start") + (checks ? checkWidth : 0) }
    : undefined;

/** The class names that set the last pinned column off from the columns that scroll under it. */
export const pinClass = <Data extends RowData>(column: TableColumn<Parts, Data>): string =>
  column.getIsPinned() && column.getIsLastColumn("start") ? "md:border-e" : "";

const hidden = { lg: "md:max-lg:hidden", xl: "md:max-xl:hidden" } as const;

/** The class names of a column's cells; `chosen` as in the layout. */
export function columnClass({ align, hideBelow }: ColumnMeta = {}, chosen: boolean): string {
  const hide = !chosen && hideBelow ? hidden[hideBelow] : "";
  return `${align === "end" ? "num md:text-right" : "md:text-left"} ${hide}`;
}
