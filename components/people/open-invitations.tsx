"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/shell/trpc";
import { useRefreshPeople } from "@/components/shell/use-refresh";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { TimeAgo } from "@/components/ui/time-ago";
import { toast } from "@/components/ui/toast";
import { invitationsQuery } from "./queries";

/** Links nobody has used yet. Nothing stands here when there are none. */
export function OpenInvitations({ project }: { project?: string }) {
  const trpc = useTRPC();
  const refresh = useRefreshPeople();
  const list = useQuery(invitationsQuery(trpc, project));
  const revoke = useMutation(
    trpc.invitations.revoke.mutationOptions({
      onSuccess: () => toast({ text: "The invitation's link opens nothing any more" }),
      onError: (error) => toast({ text: errorText(error).what, tone: "bad" }),
      onSettled: refresh,
    }),
  );
  if (list.isError && !list.data)
    return <ErrorState inline {...errorText(list.error)} onRetry={list.refetch} />;
  if (!list.data?.items.length) return null;
  return (
    <Panel>
      <PanelHead title="Open invitations" sub="one-time links that nobody has used yet" />
      <Table label="Open invitations" stacked>
        <thead>
          <tr>
            <Th>For</Th>
            <Th>As</Th>
            <Th>Invited by</Th>
            <Th>Ends</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {list.data.items.map((each) => (
            <Tr key={each.id}>
              <Td className="w-full max-w-0 truncate">{each.email ?? "anyone with the link"}</Td>
              <Td label="As">{each.owner ? "owner" : `${each.role} in ${each.project}`}</Td>
              <Td dim label="Invited by">
                {each.invitedBy ?? "the first start"}
              </Td>
              <Td dim label="Ends">
                <TimeAgo at={each.expiresAt} />
              </Td>
              <Td end>
                <Button
                  size="s"
                  busy={revoke.isPending && revoke.variables.id === each.id}
                  onClick={() => revoke.mutate({ id: each.id })}
                >
                  Withdraw
                </Button>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}
