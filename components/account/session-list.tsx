"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/shell/trpc";
import { useRefreshPeople } from "@/components/shell/use-refresh";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Tag } from "@/components/ui/tag";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Session } from "@/server/people/sessions/schema";
import { sessionsQuery } from "./queries";

/** The browsers that are signed in, each with a button that signs it out. `person` is somebody else's id. */
export function SessionList({ person }: { person?: string }) {
  const trpc = useTRPC();
  const refresh = useRefreshPeople();
  const list = useQuery(sessionsQuery(trpc, person));
  const end = useMutation(trpc.sessions.end.mutationOptions({ onSuccess: refresh }));
  const endOthers = useMutation(trpc.sessions.endOthers.mutationOptions({ onSuccess: refresh }));
  if (list.isError && !list.data) return <ErrorState {...errorText(list.error)} onRetry={list.refetch} />;
  if (list.isPending) return <SkeletonRows rows={2} />;
  const sessions = list.data.items;
  const others = sessions.filter(({ current }) => !current).length;
  const failed = end.error ?? endOthers.error;
  return (
    <>
      {sessions.length === 0 ? (
        <p className="p-3.5 text-ink-3">No browser is signed in.</p>
      ) : (
        <SessionTable
          sessions={sessions}
          ending={end.isPending ? end.variables.id : null}
          onEnd={(id) => end.mutate({ id })}
        />
      )}
      {failed && <ErrorState inline {...errorText(failed)} />}
      {others > 1 && (
        <div className="border-t border-line p-3.5">
          <Button busy={endOthers.isPending} onClick={() => endOthers.mutate({ person })}>
            {person ? "End all sessions" : "End all other sessions"}
          </Button>
        </div>
      )}
    </>
  );
}

function SessionTable(props: { sessions: Session[]; ending: string | null; onEnd: (id: string) => void }) {
  return (
    <Table label="Sessions" stacked>
      <thead>
        <tr>
          <Th>Browser</Th>
          <Th>From</Th>
          <Th>Last used</Th>
          <Th>Begun</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {props.sessions.map(({ id, client, network, lastUsedAt, begunAt, current }) => (
          <Tr key={id}>
            <Td className="font-medium">
              {client} {current && <Tag tone="ok">this one</Tag>}
            </Td>
            <Td dim label="From" className={network?.includes("/") ? "mono" : undefined}>
              {network ?? "unknown"}
            </Td>
            <Td dim label="Last used">
              <TimeAgo at={lastUsedAt} />
            </Td>
            <Td dim label="Begun">
              <TimeAgo at={begunAt} />
            </Td>
            <Td end>
              {!current && (
                <Button
                  size="s"
                  aria-label={`End the session of ${client}`}
                  busy={props.ending === id}
                  onClick={() => props.onEnd(id)}
                >
                  End
                </Button>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
