import { paths } from "@/components/shell/paths";
import { Link } from "@/components/ui/link";
import { Panel, PanelHead } from "@/components/ui/panel";
import { type Shape, StateIcon } from "@/components/ui/state-icon";
import { TimeAgo } from "@/components/ui/time-ago";
import type { VersionDetail } from "@/server/models/schema";
import { wordsOf } from "./lanes";
import { Nothing } from "./version-measures";

const shapes: Record<string, Shape> = {
  pending: "wait",
  blocked: "wait",
  approved: "wait",
  executing: "run",
  succeeded: "ok",
  failed: "bad",
  rolled_back: "bad",
};

/** What was decided about a version, and where it served because of that. */
export function VersionHistory({ detail }: { detail: VersionDetail }) {
  return (
    <>
      <Panel>
        <PanelHead title="Promotions" />
        {detail.promotions.length === 0 ? (
          <Nothing>Nobody has asked to promote it.</Nothing>
        ) : (
          <ul className="hairlines">
            {detail.promotions.map((p) => (
              <li key={p.id} className="relative px-3.5 py-2 hover:bg-hover">
                <div className="flex items-center gap-2">
                  <StateIcon shape={shapes[p.status] ?? "off"} word={p.status.replaceAll("_", " ")} />
                  <Link
                    href={paths.promotion(p.id)}
                    className="min-w-0 flex-1 truncate -outline-offset-2 after:absolute after:inset-0"
                  >
                    to {p.environment}
                  </Link>
                  <span className="text-sub text-ink-3">
                    asked by {p.requestedBy} <TimeAgo at={p.createdAt} />
                  </span>
                </div>
                {p.outcome && (
                  <p className="pl-[21px] text-sub text-ink-3 [overflow-wrap:anywhere]">{p.outcome}</p>
                )}
              </li>
            ))}
          </ul>
        )}
      </Panel>
      {detail.deployments.length > 0 && (
        <Panel>
          <PanelHead title="Where it served" />
          <ul className="hairlines">
            {detail.deployments.map((d) => (
              <li key={d.id} className="relative flex items-start gap-2 px-3.5 py-2 has-[a]:hover:bg-hover">
                <StateIcon
                  shape={d.to === null ? "ok" : d.ended === "rolled_back" ? "bad" : "off"}
                  label={d.to === null ? "serving" : "over"}
                  className="mt-[3px]"
                />
                {d.promotion ? (
                  <Link
                    href={paths.promotion(d.promotion)}
                    className="min-w-0 -outline-offset-2 [overflow-wrap:anywhere] after:absolute after:inset-0"
                  >
                    {wordsOf(d)}
                  </Link>
                ) : (
                  <span className="min-w-0 [overflow-wrap:anywhere]">{wordsOf(d)}</span>
                )}
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}
