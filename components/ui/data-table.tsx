"use client";
import type { RowData } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { type CSSProperties, useEffect, useMemo, useRef, useState } from "react";
import { DataTableHead } from "./data-table-head";
import { DataTableRow } from "./data-table-row";
import { checkWidth, type DataTableOptions, useDataTable } from "./use-data-table";
import { useListKeys } from "./use-list-keys";
import { useMedia } from "./use-media";
import { useNarrower } from "./use-narrower";
import { useTint } from "./use-tint";

export type DataTableProps<Data extends RowData> = DataTableOptions<Data> & {
  label: string;
  rowHref?: (row: Data) => string;
  /** A string that differs once the row has changed: a row that changes is tinted for a second. */
  rowVersion?: (row: Data) => string;
  /** Shows or hides the rows that belong to a row, with the right and the left arrow. */
  onFold?: (row: Data, open: boolean) => void;
  /** There are more rows; `onEnd` loads them. */
  hasMore?: boolean;
  onEnd?: () => void;
  /** How many new rows wait above, and how to show them. */
  fresh?: number;
  onShowFresh?: () => void;
  /** The table is as tall as its rows, and the page around it scrolls. */
  inPage?: boolean;
  /** The rows are older ones, and newer ones are being fetched. */
  busy?: boolean;
};

const headHeight = 32;
const rowHeight = 36;
/** How much of a table the first HTML holds, in pixels. */
const firstScreen = { width: 1200, height: 720 };
/** A guess, until the row is measured. */
const cardHeight = 76;

/**
 * A table of any length: a real `<table>` with only the visible rows in the page. It takes the height that its parent
 * leaves (a flex column). Its head stays in sight, pinned columns too when it scrolls sideways, and `j` `k` `x` Enter
 * work. Load it with `next/dynamic`.
 */
export function DataTable<Data extends RowData>(props: DataTableProps<Data>) {
  const { label, rows, rowKey, rowHref, onChecked, onFold, hasMore, onEnd, fresh, busy, inPage } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const router = useRouter();
  const [selected, setSelected] = useState<string | null>(null);
  const index = useMemo(() => rows.findIndex((row) => rowKey(row) === selected), [rows, rowKey, selected]);
  const table = useDataTable(props);
  const tableRows = table.getRowModel().rows;
  const checks = Boolean(onChecked);
  const chosen = props.layout?.chosen ?? false;
  // Where less important columns are left out, the others fit.
  const fits = !chosen && props.columns.some(({ meta }) => meta?.hideBelow);
  const leastWidth = fits ? 0 : table.getTotalSize() + (checks ? checkWidth : 0);
  const layout = { checks, chosen, overflows: useNarrower(scroller, leastWidth) };
  const phone = useMedia("(max-width: 47.99rem)");

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (phone ? cardHeight : rowHeight),
    overscan: 8,
    // Before anything is measured, on the server too.
    initialRect: firstScreen,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  const visible = virtual.getVirtualItems();
  const lastVisible = visible.at(-1)?.index ?? 0;
  const before = (visible[0]?.start ?? headHeight) - headHeight;
  const after = virtual.getTotalSize() - ((visible.at(-1)?.end ?? headHeight) - headHeight);

  // The heights that were measured belong to the other kind of row.
  const measured = useRef(phone);
  useEffect(() => {
    if (measured.current !== phone) virtual.measure();
    measured.current = phone;
  }, [phone, virtual]);

  useEffect(() => {
    if (hasMore && !busy && lastVisible >= rows.length - 10) onEnd?.();
  }, [hasMore, busy, lastVisible, rows.length, onEnd]);

  const select = (to: number) => {
    const row = rows[to];
    if (!row) return;
    setSelected(rowKey(row));
    if (!inPage) virtual.scrollToIndex(to);
    else scroller.current?.querySelector(`[data-index="${to}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const open = (at: number) => rowHref && rows[at] && router.push(rowHref(rows[at]));
  useListKeys({
    count: rows.length,
    index,
    onMove: select,
    onOpen: rowHref && open,
    onFold: onFold && ((at, unfold) => rows[at] && onFold(rows[at], unfold)),
    onCheck: onChecked && ((at) => tableRows[at]?.toggleSelected()),
  });

  const { rowVersion } = props;
  const versions = useMemo(
    () => new Map(rowVersion ? rows.map((row) => [rowKey(row), rowVersion(row)]) : []),
    [rows, rowKey, rowVersion],
  );
  const tinted = useTint(versions);

  return (
    <div className="relative flex min-h-0 flex-col">
      {fresh ? (
        <button
          type="button"
          onClick={() => {
            props.onShowFresh?.();
            scroller.current?.scrollTo({ top: 0 });
          }}
          className="absolute top-10 left-1/2 z-3 -translate-x-1/2 animate-rise rounded-full bg-accent px-3 py-1 text-label font-medium text-surface shadow-float"
        >
          {fresh} new <ArrowUp size={12} className="inline" />
        </button>
      ) : null}
      <div ref={scroller} className={inPage ? "overflow-x-auto" : "min-h-0 overflow-auto overscroll-contain"}>
        <table
          aria-label={label}
          aria-rowcount={hasMore ? -1 : rows.length + 1}
          aria-busy={busy || undefined}
          {...tableRole}
          className="w-full table-fixed border-separate border-spacing-0 max-md:block md:min-w-(--least)"
          style={{ "--least": `${leastWidth}px` } as CSSProperties}
        >
          <DataTableHead table={table} layout={layout} />
          <tbody {...bodyRole} className="max-md:block">
            <Gap height={before} />
            {visible.map((item) => {
              const row = tableRows[item.index];
              if (!row) return null;
              return (
                <DataTableRow
                  key={row.id}
                  ref={phone ? virtual.measureElement : undefined}
                  row={row}
                  layout={layout}
                  index={item.index}
                  href={rowHref?.(row.original)}
                  selected={row.id === selected}
                  tinted={tinted.has(row.id)}
                  onSelect={select}
                  onOpen={open}
                />
              );
            })}
            <Gap height={after} />
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** Browsers forget what a table's parts are where these are laid out as boxes, as on a phone. */
const tableRole = { role: "table" } as const;
const bodyRole = { role: "rowgroup" } as const;

/** The height of the rows that are not in the page. */
function Gap({ height }: { height: number }) {
  return height > 0 ? <tr className="max-md:block" style={{ height }} /> : null;
}
