import type { ReactNode } from "react";
import { cx } from "./cx";

/** A framed section of a page. Give `label` when it has no head with a title. */
export function Panel({
  children,
  className,
  label,
}: {
  children: ReactNode;
  className?: string;
  label?: string;
}) {
  return (
    <section
      aria-label={label}
      className={cx("min-w-0 overflow-hidden rounded-panel border border-line bg-surface", className)}
    >
      {children}
    </section>
  );
}

/** The head of a panel: title, a sentence beside it, and the controls at the right. */
export function PanelHead({
  title,
  sub,
  children,
}: {
  title: ReactNode;
  sub?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-3.5 py-1.5">
      <h2 className="font-semibold">{title}</h2>
      {sub && <span className="min-w-0 text-sub text-ink-3">{sub}</span>}
      {children && <div className="ml-auto flex items-center gap-2 text-sub text-ink-3">{children}</div>}
    </div>
  );
}

/** Padding for a panel with text instead of a table. */
export function PanelBody({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cx("p-3.5", className)}>{children}</div>;
}
