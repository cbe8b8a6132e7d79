import { ChevronRight } from "lucide-react";
import { paths } from "@/components/shell/paths";
import { cx } from "@/components/ui/cx";
import { formatCount } from "@/components/ui/format";
import { Link } from "@/components/ui/link";
import { mostChildren } from "./queries";
import type { ListedRun } from "./use-nested";
import { childrenWords, fullTitleOf } from "./words";

/** Pixels by which a child stands further in than its parent. */
const step = 18;

/** In front of a run's name: shows and hides its children. */
export function FoldButton({ run, onFold }: { run: ListedRun; onFold: (id: string, open: boolean) => void }) {
  const { children, depth, open } = run;
  return (
    <span className="flex flex-none items-center" style={{ paddingInlineStart: depth * step }}>
      {children > 0 ? (
        <button
          type="button"
          aria-expanded={open}
          aria-label={`${childrenWords(children)} of ${fullTitleOf(run)}`}
          onClick={() => onFold(run.id, !open)}
          className="relative z-1 grid size-6 place-items-center rounded-s text-ink-3 hover:bg-hover hover:text-ink"
        >
          <ChevronRight size={14} className={cx(open && "rotate-90")} />
        </button>
      ) : (
        <span className="w-6" />
      )}
      {open && children > mostChildren && (
        <Link
          href={paths.runs({ project: run.project, parent: run.id })}
          className="relative z-1 me-1 text-sub text-accent hover:underline"
        >
          all {formatCount(children)}
        </Link>
      )}
    </span>
  );
}
