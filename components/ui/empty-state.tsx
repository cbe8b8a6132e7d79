import type { ReactNode } from "react";
import { CodeLine } from "./code-line";

/** Shown for an empty list: what will appear here and the one step that adds it. */
export function EmptyState(props: {
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  code?: string;
}) {
  const { title, children, action, code } = props;
  return (
    <div className="mx-auto grid max-w-[520px] grid-cols-[minmax(0,1fr)] justify-items-center gap-3 px-4 py-12 text-center">
      <div>
        <p className="font-semibold">{title}</p>
        {children && <div className="mt-1 text-ink-2">{children}</div>}
      </div>
      {code && (
        <div className="w-full">
          <CodeLine code={code} />
        </div>
      )}
      {action}
    </div>
  );
}
