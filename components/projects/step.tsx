import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";

/** One of the steps that set a project up. `waits`: for the one before. */
export function Step(props: {
  number: number;
  title: string;
  done: boolean;
  waits?: boolean;
  children: ReactNode;
}) {
  const { number, title, done, waits, children } = props;
  return (
    <li className="flex gap-3 p-4">
      <span
        className={cx(
          "num grid size-6 flex-none place-items-center rounded-full text-label font-semibold",
          done ? "bg-ok-soft text-ok" : "bg-sunken text-ink-2",
        )}
      >
        {done ? <Check size={14} /> : number}
      </span>
      <div className="min-w-0 flex-1 text-ink-2">
        <h3 className={cx("font-semibold", waits ? "text-ink-3" : "text-ink")}>
          {title}
          {done && <span className="sr-only"> (done)</span>}
        </h3>
        {children}
      </div>
    </li>
  );
}
