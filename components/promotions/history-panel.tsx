"use client";

import { useQuery } from "@tanstack/react-query";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Avatar } from "@/components/ui/avatar";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Link } from "@/components/ui/link";
import { Panel, PanelBody, PanelHead } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { describeEvent } from "./event-words";
import { historyQuery } from "./queries";

const tones = { plain: "text-ink-3", wait: "text-wait", bad: "text-bad" };

/** The audit events of a promotion with their comments, newest first. */
export function HistoryPanel({ promotion }: { promotion: string }) {
  const trpc = useTRPC();
  const record = useQuery(historyQuery(trpc, promotion));
  const events = (record.data?.items ?? []).flatMap((event) => {
    const words = describeEvent(event);
    return words ? [{ event, words }] : [];
  });
  return (
    <Panel>
      <PanelHead title="Discussion">
        <Link
          href={paths.audit({ subjectKind: "promotion", subjectId: promotion })}
          className="hover:underline"
        >
          Record
        </Link>
      </PanelHead>
      {record.isError && !record.data ? (
        <ErrorState {...errorText(record.error)} onRetry={record.refetch} />
      ) : record.isPending ? (
        <PanelBody>
          <Skeleton className="h-16" />
        </PanelBody>
      ) : (
        <ul className="hairlines">
          {events.map(({ event, words }) => (
            <li key={event.id} className="grid grid-cols-[20px_1fr_auto] gap-x-2 px-3.5 py-2">
              <Avatar name={event.actor.name} />
              <div className="min-w-0 [overflow-wrap:anywhere]">
                {words.quote && <p>{words.quote}</p>}
                <p className={words.quote ? "text-sub text-ink-3" : tones[words.tone]}>
                  <span className="text-ink-2">{event.actor.name}</span> {words.text}
                </p>
              </div>
              <TimeAgo at={event.at} ago={false} className="text-sub whitespace-nowrap text-ink-3" />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
