"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/components/shell/trpc";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Table, Td, Tr } from "@/components/ui/plain-table";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { visibleText } from "@/components/ui/visible-text";
import type { Worse } from "@/server/overview/schema";
import { worseQuery } from "./queries";
import { countedHref, worseHref } from "./worse-links";

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
                  <Link
                    href={worseHref(item, worse.data.from)}
                    className="inline-block max-w-full truncate py-1.5 align-middle hover:underline"
                  >
                    <span className="font-medium">{visibleText(item.subject)}</span>{" "}
                    <span className="text-ink-3">{item.measure}</span>
                  </Link>
                </Td>
                <Td end className="text-bad">
                  <Change item={item} from={worse.data.from} />
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

/** How much worse; a number of runs leads to those. */
function Change({ item, from }: { item: Worse["items"][number]; from: string }) {
  const counted = countedHref(item, from);
  if (!counted) return item.change;
  return (
    <Link href={counted} className="inline-block py-1.5 hover:underline">
      {item.change}
    </Link>
  );
}
