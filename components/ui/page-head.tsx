import type { ReactNode } from "react";

/** The head of a page: title, marks beside it, one sentence, and the actions at the right. */
export function PageHead(props: {
  title: ReactNode;
  sub?: ReactNode;
  beside?: ReactNode;
  actions?: ReactNode;
}) {
  const { title, sub, beside, actions } = props;
  return (
    <header className="mb-4 flex flex-wrap items-start gap-x-3 gap-y-2">
      <div className="min-w-0 flex-1 basis-72">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h1 className="min-w-0 text-title font-semibold [overflow-wrap:anywhere]">{title}</h1>
          {beside}
        </div>
        {sub && <div className="text-sub text-ink-3">{sub}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
