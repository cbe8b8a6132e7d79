import { useQuery } from "@tanstack/react-query";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Duration } from "@/components/ui/duration";
import { Link } from "@/components/ui/link";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Table, Td, Tr } from "@/components/ui/plain-table";
import { StateIcon } from "@/components/ui/state-icon";
import { TimeAgo } from "@/components/ui/time-ago";
import { visibleText } from "@/components/ui/visible-text";
import type { Run, RunDetail } from "@/server/runs/schema";
import { firstChildrenQuery } from "./queries";
import { childrenWords, shapeOf } from "./words";

/** The runs that this one is part of, the outermost first, and those that are part of it. */
export function RunFamily({ run }: { run: RunDetail }) {
  const { ancestors } = run.links;
  return (
    <>
      {ancestors.length > 0 && (
        <nav
          aria-label="Part of"
          className="mb-4 flex flex-wrap items-center gap-x-1.5 gap-y-1 text-sub text-ink-3"
        >
          part of
          {ancestors.map((each) => (
            <span key={each.id} className="inline-flex items-center gap-1.5">
              <RunLink run={each} />
              <span aria-hidden="true">/</span>
            </span>
          ))}
          <span className="font-medium text-ink">{visibleText(run.name)}</span>
        </nav>
      )}
      {run.children > 0 && <Children run={run} />}
    </>
  );
}

function Children({ run }: { run: RunDetail }) {
  const { data } = useQuery(firstChildrenQuery(useTRPC(), run.id));
  const left = run.children - (data?.items.length ?? 0);
  return (
    <Panel className="mb-4">
      <PanelHead title={childrenWords(run.children)} sub="runs that are part of this one">
        <Link
          href={paths.runs({ project: run.project, parent: run.id })}
          className="text-sub text-accent hover:underline"
        >
          {data && left > 0 ? `Show ${left} more in the list` : "Show in the list"}
        </Link>
      </PanelHead>
      <Table label="Children">
        <tbody>
          {data?.items.map((child) => (
            <Tr key={child.id}>
              <Td>
                <RunLink run={child} />
                {child.children > 0 && (
                  <span className="ms-2 text-label text-ink-3">{childrenWords(child.children)}</span>
                )}
              </Td>
              <Td end dim>
                <Duration ms={child.durationMs} />
              </Td>
              <Td end dim>
                <TimeAgo at={child.queuedAt} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

const RunLink = ({ run }: { run: Pick<Run, "id" | "name" | "status"> }) => (
  <Link href={paths.run(run.id)} className="inline-flex min-h-6 items-center gap-2 text-ink hover:underline">
    <StateIcon shape={shapeOf(run.status)} label={run.status} />
    <span className="font-medium">{visibleText(run.name)}</span>
  </Link>
);
