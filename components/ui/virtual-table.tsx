"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useListKeys } from "./use-list-keys";
import { useTint } from "./use-tint";
import { type Column, type Sort, TableHead } from "./virtual-table-head";
import { TableRow } from "./virtual-table-row";

export type VirtualTableProps<Row> = {
  label: string;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  columns: readonly Column<Row>[];
  rowHref?: (row: Row) => string;
  /** Anything that differs once the row has changed: a row changed elsewhere is tinted for a second. */
  rowVersion?: (row: Row) => string;
  selected?: string | null;
  onSelect?: (key: string) => void;
  checked?: ReadonlySet<string>;
  onCheck?: (key: string, on: boolean) => void;
  sort?: Sort | null;
  onSort?: (sort: Sort) => void;
  density?: "normal" | "compact";
  /** More rows can be had: `onEnd` asks for them. */
  hasMore?: boolean;
  onEnd?: () => void;
  /** How many new rows wait above, and how to show them. */
  fresh?: number;
  onShowFresh?: () => void;
  /** Stands in the body when there are no rows. */
  empty?: ReactNode;
  /** Older rows are still shown while newer ones are fetched. */
  busy?: boolean;
  /** Pixels below which the table scrolls sideways. */
  minWidth?: number;
};

const headHeight = 32;

/**
 * A table of any length: a real `<table>` of which only the rows in sight are in the page. It takes the height
 * its parent leaves (a flex column), its head stays, and `j` `k` `x` Enter work. Load it with `next/dynamic`.
 */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { label, rows, rowKey, columns, rowHref, onCheck, checked, hasMore, onEnd, fresh, busy } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const router = useRouter();
  const [ownSelected, setOwnSelected] = useState<string | null>(null);
  const selected = props.selected === undefined ? ownSelected : props.selected;
  const index = useMemo(() => rows.findIndex((row) => rowKey(row) === selected), [rows, rowKey, selected]);
  const rowHeight = props.density === "compact" ? 32 : 36;

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  const visible = virtual.getVirtualItems();
  const lastVisible = visible.at(-1)?.index ?? 0;
  const before = (visible[0]?.start ?? headHeight) - headHeight;
  const after = virtual.getTotalSize() - ((visible.at(-1)?.end ?? headHeight) - headHeight);

  useEffect(() => {
    if (hasMore && !busy && lastVisible >= rows.length - 10) onEnd?.();
  }, [hasMore, busy, lastVisible, rows.length, onEnd]);

  const select = (to: number) => {
    const row = rows[to];
    if (!row) return;
    setOwnSelected(rowKey(row));
    props.onSelect?.(rowKey(row));
    virtual.scrollToIndex(to);
  };
  useListKeys({
    count: rows.length,
    index,
    onMove: select,
    onOpen: rowHref && ((at) => rows[at] && router.push(rowHref(rows[at]))),
    onCheck: onCheck && ((at) => rows[at] && onCheck(rowKey(rows[at]), !checked?.has(rowKey(rows[at])))),
  });

  const { rowVersion } = props;
  const versions = useMemo(
    () => new Map(rowVersion ? rows.map((row) => [rowKey(row), rowVersion(row)]) : []),
    [rows, rowKey, rowVersion],
  );
  const tinted = useTint(versions);
  const width = columns.length + (onCheck ? 1 : 0);

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
      <div ref={scroller} className="min-h-0 overflow-auto overscroll-contain">
        <table
          aria-label={label}
          aria-rowcount={hasMore ? -1 : rows.length + 1}
          aria-busy={busy || undefined}
          className="w-full table-fixed border-separate border-spacing-0"
          style={{ minWidth: props.minWidth }}
        >
          <TableHead columns={columns} checks={Boolean(onCheck)} sort={props.sort} onSort={props.onSort} />
          <tbody>
            <Gap height={before} />
            {visible.map((item) => {
              const row = rows[item.index];
              if (!row) return null;
              const key = rowKey(row);
              return (
                <TableRow
                  key={key}
                  row={row}
                  rowKey={key}
                  index={item.index}
                  height={rowHeight}
                  columns={columns}
                  href={rowHref?.(row)}
                  selected={key === selected}
                  tinted={tinted.has(key)}
                  checked={checked?.has(key) ?? false}
                  onCheck={onCheck}
                  onSelect={select}
                />
              );
            })}
            {rows.length === 0 && props.empty && (
              <tr>
                <td colSpan={width}>{props.empty}</td>
              </tr>
            )}
            <Gap height={after} />
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** Holds the place of rows that are not in the page. */
function Gap({ height }: { height: number }) {
  return height > 0 ? <tr style={{ height }} /> : null;
}
