"use client";
import { cx } from "./cx";
import { Link } from "./link";
import { type Column, hidden } from "./virtual-table-head";

/** One row. Its main cell is a link stretched over it; what else can be pressed in it lies above (`z-1`). */
export function TableRow<Row>(props: {
  row: Row;
  rowKey: string;
  index: number;
  height: number;
  columns: readonly Column<Row>[];
  href?: string;
  selected: boolean;
  tinted: boolean;
  checked: boolean;
  onCheck?: (key: string, on: boolean) => void;
  onSelect: (index: number) => void;
}) {
  const { row, rowKey, index, height, columns, href, selected, tinted, checked, onCheck, onSelect } = props;
  const cell = "truncate border-b border-line px-3 group-last:border-b-0";
  return (
    <tr
      aria-rowindex={index + 2}
      data-selected={selected || undefined}
      onClick={() => onSelect(index)}
      className={cx(
        "group relative",
        selected ? "bg-accent-soft" : href && "hover:bg-hover",
        tinted && "animate-tint",
      )}
    >
      {onCheck && (
        <td className={cx(cell, "pr-0")} style={{ height }}>
          <input
            type="checkbox"
            aria-label="Mark this row"
            checked={checked}
            onChange={(event) => onCheck(rowKey, event.target.checked)}
            onClick={(event) => event.stopPropagation()}
            className="relative z-1 block size-3.5 accent-ink"
          />
        </td>
      )}
      {columns.map((column) => (
        <td
          key={column.id}
          style={{ height }}
          className={cx(
            cell,
            column.tight && "pr-0",
            column.align === "end" && "num text-right",
            column.hideBelow && hidden[column.hideBelow],
          )}
        >
          {column.main && href ? (
            <Link href={href} className="-outline-offset-2 after:absolute after:inset-0">
              {column.cell(row)}
            </Link>
          ) : (
            column.cell(row)
          )}
        </td>
      ))}
    </tr>
  );
}
