"use client";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx";

export type Column<Row> = {
  id: string;
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  /** CSS width; one column without it takes what is left. */
  width?: string;
  /** `end` for numbers: right-aligned and tabular. */
  align?: "start" | "end";
  /** For an icon: no room to its right. */
  tight?: boolean;
  sortable?: boolean;
  hideBelow?: "md" | "lg" | "xl";
  /** The column whose words are the row's link. */
  main?: boolean;
};

/** Class names by the width below which a column is left out. */
export const hidden = { md: "max-md:hidden", lg: "max-lg:hidden", xl: "max-xl:hidden" } as const;

export type Sort = { id: string; dir: "asc" | "desc" };

/** The head row that stays: names, and buttons where a column sorts (first the largest or latest). */
export function TableHead<Row>(props: {
  columns: readonly Column<Row>[];
  checks: boolean;
  sort?: Sort | null;
  onSort?: (sort: Sort) => void;
}) {
  const { columns, checks, sort, onSort } = props;
  return (
    <thead>
      <tr>
        {checks && (
          <th scope="col" className={headClass} style={{ width: 34 }}>
            <span className="sr-only">Marked</span>
          </th>
        )}
        {columns.map((column) => {
          const sorted = sort?.id === column.id ? sort.dir : null;
          const end = column.align === "end";
          return (
            <th
              key={column.id}
              scope="col"
              aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}
              style={{ width: column.width }}
              className={cx(
                headClass,
                end ? "text-right" : "text-left",
                column.tight && "pr-0",
                column.hideBelow && hidden[column.hideBelow],
              )}
            >
              {column.sortable && onSort ? (
                <button
                  type="button"
                  onClick={() => onSort({ id: column.id, dir: sorted === "desc" ? "asc" : "desc" })}
                  className={cx(
                    "inline-flex max-w-full items-center gap-1 rounded-s -outline-offset-1 hover:text-ink",
                    sorted && "text-ink",
                  )}
                >
                  <span className="truncate">{column.head}</span>
                  {sorted === "asc" && <ArrowUp size={12} />}
                  {sorted === "desc" && <ArrowDown size={12} />}
                </button>
              ) : (
                column.head
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

const headClass =
  "sticky top-0 z-2 h-8 truncate border-b border-line bg-surface px-3 text-label font-book text-ink-3";
