"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Table, Td, Tr } from "@/components/ui/plain-table";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Worse } from "@/server/overview/schema";
import { worseQuery } from "./queries";

/** What left its own habits in the last seven days, the worst first. */
export function GotWorse({ project }: { project?: string }) {
  const trpc = useTRPC();
  const worse = useQuery(worseQuery(trpc, project));
  const dated = worse.data?.items.some((item) => item.since !== null);
  return (
    <Panel>
      <PanelHead title="Got worse">
        <span className="text-sub text-ink-3">against the 7 days before</span>
      </PanelHead>
      {worse.isError ? (
        <ErrorState {...errorText(worse.error)} onRetry={worse.refetch} inline />
      ) : worse.isPending ? (
        <SkeletonRows rows={4} />
      ) : worse.data.items.length === 0 ? (
        <EmptyState title="Nothing got worse">
          Live metrics, durations, failures and complaints are held against the week before.
        </EmptyState>
      ) : (
        <Table label="Got worse">
          <tbody>
            {worse.data.items.map((item) => (
              <Tr key={`${item.kind} ${item.subject} ${item.measure}`}>
                <Td className="w-full max-w-0 truncate">
                  <Link href={hrefOf(item, project)} className="font-medium">
                    {item.subject}
                  </Link>{" "}
                  <span className="text-ink-3">{item.measure}</span>
                </Td>
                <Td end className="text-bad">
                  {item.change}
                </Td>
                {dated && (
                  <Td end dim>
                    {item.since && (
                      <>
                        since <TimeAgo at={item.since} />
                      </>
                    )}
                  </Td>
                )}
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

function hrefOf(item: Worse["items"][number], project?: string): string {
  if (item.kind === "feedback") {
    const { model, from } = item;
    return paths.feedback({ project, model, complaint: "true", status: "all", from });
  }
  if (item.model) return paths.model(item.model, { project });
  if (item.run) return paths.run(item.run);
  return paths.runs({ project, q: item.subject });
}
