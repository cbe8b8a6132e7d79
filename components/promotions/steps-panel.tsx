import type { ReactNode } from "react";
import { paths } from "@/components/shell/paths";
import { Link } from "@/components/ui/link";
import { Panel, PanelHead } from "@/components/ui/panel";
import { type Shape, StateIcon } from "@/components/ui/state-icon";
import type { ExecutionStep, PromotionDetail } from "@/server/promotions/schema";
import { isOver } from "@/server/promotions/status";

const shapes: Record<ExecutionStep["status"], [Shape, string]> = {
  queued: ["idle", "not begun"],
  running: ["run", "under way"],
  succeeded: ["ok", "done"],
  failed: ["bad", "failed"],
  skipped: ["skip", "not reached"],
};

const kinds = ["check", "read_alias", "set_alias", "verify_alias"] as const;

/** The steps that follow the last approval, with their progress. */
export function StepsPanel({ promotion }: { promotion: PromotionDetail }) {
  const { target, execution, status } = promotion;
  if (isOver(status) && execution.length === 0) return null;
  const begun = execution.length > 0;
  return (
    <Panel>
      <PanelHead title={!begun ? "What happens then" : isOver(status) ? "What happened" : "What happens"}>
        <Link href={paths.connection(target.connection)} className="hover:underline">
          {target.connectionName}
        </Link>
      </PanelHead>
      <ul className="py-1">
        {kinds.map((kind) => {
          const step = execution.find((s) => s.kind === kind);
          const [shape, label] = shapes[step?.status ?? "queued"];
          return (
            <li key={kind} className="grid grid-cols-[20px_1fr_auto] gap-x-1.5 px-3.5 py-1.5">
              <StateIcon shape={shape} label={label} className="mt-[3px] self-start" />
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {words(kind, promotion)}
                {step?.status === "running" && step.detail.trouble && (
                  <span className="block text-sub text-wait">
                    {step.detail.trouble.what} {step.detail.trouble.why} It is tried again by itself.
                  </span>
                )}
              </span>
              <span className="num text-sub text-ink-3">{step && seen(step)}</span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function words(
  kind: (typeof kinds)[number],
  { target, champion, version, environment }: PromotionDetail,
): ReactNode {
  const alias = <span className="mono">{target.alias}</span>;
  switch (kind) {
    case "check":
      return "Check gates and evidence once more";
    case "read_alias":
      return (
        <>
          Read {alias}: it must stand {champion === null ? "on nothing" : `on v${champion}`}
        </>
      );
    case "set_alias":
      return (
        <>
          Move {alias} {champion ?? "nothing"} → {version}
        </>
      );
    case "verify_alias":
      return (
        <>
          Read {alias} again; v{version} serves {environment}
        </>
      );
  }
}

function seen({ kind, status, attempt, detail }: ExecutionStep): string {
  if (status === "running" && attempt > 1) return `try ${attempt}`;
  if (kind === "read_alias" && detail.before !== undefined)
    return detail.before === null ? "none" : `v${detail.before}`;
  if (kind === "verify_alias" && detail.after) return `v${detail.after}`;
  if (kind === "set_alias" && status === "succeeded") return detail.wrote === false ? "was there" : "";
  return "";
}
