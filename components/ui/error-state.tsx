"use client";
import type { ReactNode } from "react";
import { Button } from "./button";
import { Copyable } from "./copyable";
import { cx } from "./cx";
import { StateIcon } from "./state-icon";

/** An error: what happened, why, what to do now, and the request id for support. */
export function ErrorState(props: {
  what: ReactNode;
  why?: ReactNode;
  todo?: ReactNode;
  requestId?: string | null;
  onRetry?: () => void;
  /** A strip inside a form or dialog instead of a centred block in a panel. */
  inline?: boolean;
}) {
  const { what, why, todo, requestId, onRetry, inline } = props;
  return (
    <div
      role="alert"
      className={cx(
        "flex items-start gap-2.5",
        inline ? "rounded-m bg-bad-soft px-3 py-2" : "mx-auto max-w-[560px] px-4 py-10",
      )}
    >
      <StateIcon shape="bad" className="mt-[3px]" />
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <p className="font-medium text-bad">{what}</p>
        {why && <p className="text-ink-2">{why}</p>}
        {todo && <p className="text-ink">{todo}</p>}
        {(onRetry || requestId) && (
          <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1">
            {onRetry && (
              <Button size="s" onClick={onRetry}>
                Try again
              </Button>
            )}
            {requestId && (
              <span className="text-sub text-ink-3">
                request <Copyable value={requestId} shown={requestId} label="the request id" />
              </span>
            )}
          </div>
        )}
      </div>
    </div>
  );
}
