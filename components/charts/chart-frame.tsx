"use client";
import { type ReactNode, useState } from "react";
import { cx } from "../ui/cx";
import { Skeleton } from "../ui/skeleton";
import { useInView } from "../ui/use-in-view";
import { ChartTable, type TableData } from "./chart-table";

export type LegendEntry = { label: string; colour: string; value?: string };

/**
 * The frame of every chart: its title, a legend where names do not fit at the lines, and the same
 * numbers as a table. The picture is made once the chart comes into view. `compact` leaves out the head, for a chart
 * in a strip of its own; the title is then for screen readers.
 */
export function ChartFrame(props: {
  title: string;
  /** Small print beside the title: the unit, which way is better. */
  sub?: string;
  /** Small print at the right of the title. */
  note?: string;
  legend?: readonly LegendEntry[];
  /** What has to be known about the picture, below it. */
  warning?: string;
  table: () => TableData;
  height: number;
  compact?: boolean;
  children: ReactNode;
}) {
  const { title, sub, note, legend = [], warning, table, height, compact, children } = props;
  const [ref, seen] = useInView<HTMLElement>();
  const [asTable, setAsTable] = useState(false);
  const bare = compact && !asTable;
  const other = asTable ? "Chart" : "Table";
  return (
    <figure ref={ref} aria-label={title} className="relative min-w-0">
      <figcaption
        className={bare ? "absolute top-0 right-2 z-3" : "flex flex-wrap items-baseline gap-x-2 px-3.5 pt-2"}
      >
        <span className={bare ? "sr-only" : "font-medium [overflow-wrap:anywhere]"}>{title}</span>
        {sub && !bare && <span className="text-sub text-ink-3">{sub}</span>}
        {note && !bare && <span className="num ml-auto text-small text-ink-3">{note}</span>}
        <button
          type="button"
          aria-label={`${other}: ${title}`}
          onClick={() => setAsTable(!asTable)}
          className={cx(
            "rounded-s px-1.5 text-small leading-6 text-ink-3 hover:text-ink",
            bare && "bg-surface",
            !bare && !note && "ml-auto",
          )}
        >
          {other}
        </button>
      </figcaption>
      {legend.length > 0 && (
        <ul className="flex flex-wrap gap-x-3 px-3.5 text-sub">
          {legend.map((entry) => (
            <li key={entry.label} className="flex min-w-0 items-center gap-1.5">
              <span aria-hidden="true" className="h-0.5 w-3 flex-none" style={{ background: entry.colour }} />
              <span className="truncate text-ink-2">{entry.label}</span>
              {entry.value && <span className="num">{entry.value}</span>}
            </li>
          ))}
        </ul>
      )}
      {asTable ? (
        <ChartTable label={title} {...table()} />
      ) : (
        <div className="relative" style={{ minHeight: height }}>
          {seen ? children : <Skeleton className="mx-3.5 h-full" />}
        </div>
      )}
      {warning && <p className="px-3.5 pb-1.5 text-sub text-wait">{warning}</p>}
    </figure>
  );
}
