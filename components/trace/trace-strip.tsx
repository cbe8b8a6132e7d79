import { cx } from "@/components/ui/cx";
import { Dot } from "@/components/ui/dot";
import { Link } from "@/components/ui/link";
import type { Tone } from "@/components/ui/tone";
import { visibleText } from "@/components/ui/visible-text";

export type TraceCell = {
  label: string;
  value?: string;
  /** Draws a dot of state before the label. */
  state?: Tone;
  /** The state in words, for those who do not see the dot. */
  stateWord?: string;
  href?: string;
  here?: boolean;
  /** Runs that carry the commit, where nothing but the commit leads here: a weaker link. */
  sameCommit?: number;
  mono?: boolean;
  /** There is nothing yet: what stands in the cell … */
  missing?: string;
  /** … and how to get it, as its hint. With `href` the cell leads there. */
  hint?: string;
};

/**
 * What came before an object and after it, in one row: you are here, every other cell is a link, a missing one
 * says so. It scrolls sideways where there is no room.
 */
export function TraceStrip({ cells }: { cells: TraceCell[] }) {
  // With no link in it, the keyboard needs another hold to scroll it by.
  const held = cells.some((cell) => cell.href && !cell.here);
  return (
    <nav aria-label="Trace" className="mb-4 overflow-hidden rounded-panel border border-line bg-surface">
      <ol
        tabIndex={held ? undefined : 0}
        className="edge-fade flex items-stretch scroll-px-10 overflow-x-auto [scrollbar-width:none]"
      >
        {cells.map((cell, index) => (
          <Cell key={cell.label} cell={cell} last={index === cells.length - 1} />
        ))}
      </ol>
    </nav>
  );
}

function Cell({ cell, last }: { cell: TraceCell; last: boolean }) {
  const { label, value, state, stateWord, href, here, mono, missing, hint, sameCommit } = cell;
  const inside = (
    <>
      <span className="flex items-center gap-1.5 text-small whitespace-nowrap text-ink-3">
        {state && <Dot tone={state} label={stateWord} />}
        {label}
        {sameCommit !== undefined && (
          <span
            className="border-b border-dashed border-line-strong"
            title="Nothing logged leads here: it ran for the same commit."
          >
            {sameCommit > 1 ? `same commit, 1 of ${sameCommit}` : "same commit"}
          </span>
        )}
      </span>
      <span
        className={cx(
          "block truncate",
          mono && !missing && "mono",
          missing ? "text-ink-3" : !mono && "font-medium",
          here && !mono && "text-ink",
        )}
      >
        {missing ?? (value && visibleText(value))}
      </span>
    </>
  );
  const box = "block h-full px-3.5 pt-2 pb-[9px] -outline-offset-2";
  return (
    <li
      className={cx(
        "relative min-w-26 flex-1 max-lg:max-w-52 max-lg:min-w-max",
        sameCommit !== undefined && "min-w-max",
        here && "bg-accent-soft [scroll-initial-target:nearest]",
        !last && "border-r border-line",
      )}
    >
      {href && !here ? (
        <Link href={href} title={hint ?? value} className={cx(box, "hover:bg-hover")}>
          {inside}
        </Link>
      ) : (
        <span title={hint ?? value} aria-current={here ? "page" : undefined} className={box}>
          {inside}
          {missing && hint && <span className="sr-only">. {hint}</span>}
        </span>
      )}
      {!last && (
        <span
          aria-hidden="true"
          className={cx(
            "absolute top-1/2 -right-[5px] z-1 size-2 -translate-y-1/2 rotate-45 border-t border-r border-line",
            here ? "bg-accent-soft" : "bg-surface",
          )}
        />
      )}
    </li>
  );
}
