"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { useTRPC } from "@/components/shell/trpc";
import { useRefreshPeople } from "@/components/shell/use-refresh";
import { Button } from "@/components/ui/button";
import { CodeLine } from "@/components/ui/code-line";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { PageHead } from "@/components/ui/page-head";
import { Panel, PanelBody, PanelHead } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Token } from "@/server/people/tokens/schema";
import { tokensQuery } from "./queries";

const TokenDialog = dynamic(() => import("./token-dialog").then((m) => m.TokenDialog), { ssr: false });
const ConfirmDialog = dynamic(() => import("@/components/ui/confirm-dialog").then((m) => m.ConfirmDialog), {
  ssr: false,
});

/** The reader's own API tokens, and how one is used. `url` is where this installation answers. */
export function TokensPage({ url }: { url: string }) {
  const trpc = useTRPC();
  const refresh = useRefreshPeople();
  const list = useQuery(tokensQuery(trpc));
  const revoke = useMutation(trpc.tokens.revoke.mutationOptions({ onSuccess: refresh }));
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState<Token | null>(null);
  const make = (
    <Button variant="primary" onClick={() => setMaking(true)}>
      New token
    </Button>
  );
  const call = `curl -H "Authorization: Bearer $TERRAPIN_TOKEN" ${url}/api/v1/projects`;
  return (
    <Page>
      <Crumbs items={[{ label: "Tokens" }]} />
      <PageHead
        title="Tokens"
        sub="what scripts and CI jobs sign in with; each may do what you may, as it is at that moment"
        actions={make}
      />
      <div className="grid gap-4">
        <Panel label="Tokens">
          {list.isError && !list.data ? (
            <ErrorState {...errorText(list.error)} onRetry={list.refetch} />
          ) : list.isPending ? (
            <SkeletonRows rows={3} />
          ) : list.data.items.length === 0 ? (
            <EmptyState title="No tokens yet" action={make}>
              A CI job or a script signs in with one, asks for promotions and waits for their outcome.
            </EmptyState>
          ) : (
            <TokenTable tokens={list.data.items} onEnd={setEnding} />
          )}
        </Panel>
        <Panel>
          <PanelHead title="How it is used" />
          <PanelBody className="grid gap-2">
            <CodeLine code={call} />
            <p className="text-sub text-ink-3">
              <a href="/api/openapi.json" className="text-accent underline">
                The OpenAPI description
              </a>{" "}
              lists everything that can be asked.
            </p>
          </PanelBody>
        </Panel>
      </div>
      {making && <TokenDialog onClose={() => setMaking(false)} />}
      {ending && (
        <ConfirmDialog
          open
          danger
          title={`Revoke ${ending.name}`}
          consequence="Whatever uses it is turned away from now on. This can't be undone; a new token can be made."
          actionLabel="Revoke token"
          onClose={() => setEnding(null)}
          onConfirm={() => revoke.mutateAsync({ id: ending.id })}
        />
      )}
    </Page>
  );
}

function TokenTable({ tokens, onEnd }: { tokens: Token[]; onEnd: (token: Token) => void }) {
  return (
    <Table label="Tokens" stacked>
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Begins with</Th>
          <Th>Made</Th>
          <Th>Last used</Th>
          <Th>Ends</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <Tr key={token.id}>
            <Td className="w-full max-w-0 truncate font-medium">
              <bdi>{token.name}</bdi>
            </Td>
            <Td dim label="Begins with" className="mono">
              {token.prefix}…
            </Td>
            <Td dim label="Made">
              <TimeAgo at={token.createdAt} />
            </Td>
            <Td dim label="Last used">
              {token.lastUsedAt ? <TimeAgo at={token.lastUsedAt} /> : "never"}
            </Td>
            <Td dim label="Ends">
              {token.expiresAt ? <TimeAgo at={token.expiresAt} /> : "never"}
            </Td>
            <Td end>
              <Button size="s" aria-label={`Revoke ${token.name}`} onClick={() => onEnd(token)}>
                Revoke
              </Button>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
