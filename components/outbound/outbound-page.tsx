"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { useTRPC } from "@/components/shell/trpc";
import { useRights } from "@/components/shell/use-rights";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { PageHead } from "@/components/ui/page-head";
import { Panel, PanelHead } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import type { OutboundRange } from "@/server/outbound/schema";
import { metadataHosts, neverAllowed } from "@/server/outbound/special-addresses";
import { outboundQuery } from "./queries";

const RangeDialog = dynamic(() => import("./range-dialog").then((m) => m.RangeDialog), { ssr: false });
const ConfirmDialog = dynamic(() => import("@/components/ui/confirm-dialog").then((m) => m.ConfirmDialog), {
  ssr: false,
});

/** Where connections may lead: the private ranges that an owner opened, and what is never open. */
export function OutboundPage() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { whyNotOwner } = useRights();
  const list = useQuery(outboundQuery(trpc));
  const close = useMutation(
    trpc.outbound.close.mutationOptions({
      onSuccess: () => client.invalidateQueries(trpc.outbound.pathFilter()),
    }),
  );
  const [opening, setOpening] = useState(false);
  const [closing, setClosing] = useState<OutboundRange | null>(null);
  const open = (
    <Button variant="primary" disabledReason={whyNotOwner} onClick={() => setOpening(true)}>
      Open a range
    </Button>
  );
  return (
    <Page>
      <Crumbs items={[{ label: "Outbound addresses" }]} />
      <PageHead
        title="Outbound addresses"
        sub="where connections of every project may lead; public addresses need no opening"
        actions={open}
      />
      <div className="grid gap-4">
        <Panel>
          <PanelHead
            title="Open private ranges"
            sub={
              list.data?.allOpen
                ? "every private address is open now, since only this machine reaches Terrapin"
                : "every other private address is closed, this machine's own among them"
            }
          />
          {list.isError && !list.data ? (
            <ErrorState {...errorText(list.error)} onRetry={list.refetch} />
          ) : list.isPending ? (
            <SkeletonRows rows={2} />
          ) : list.data.items.length === 0 ? (
            <EmptyState title="No range is opened" action={open}>
              {list.data.allOpen
                ? "Once TERRAPIN_URL is an address that others reach, connections lead only to public addresses and to the ranges opened here."
                : "A system inside your network is connected once its range is open, such as 10.20.0.0/16 or the address of one server."}
            </EmptyState>
          ) : (
            <RangeTable ranges={list.data.items} whyNot={whyNotOwner} onClose={setClosing} />
          )}
        </Panel>
        <Panel>
          <PanelHead title="Never open" sub="whatever ranges are open, and however IPv6 spells them" />
          <NeverTable />
          <p className="border-t border-line p-3.5 text-sub text-ink-3">
            Nor the names of those services: {metadataHosts.join(", ")}.
          </p>
        </Panel>
      </div>
      {opening && <RangeDialog onClose={() => setOpening(false)} />}
      {closing && (
        <ConfirmDialog
          open
          danger
          title={`Close ${closing.range}`}
          consequence="Connections that lead there fail from their next request on. What was read stays."
          actionLabel="Close range"
          onClose={() => setClosing(null)}
          onConfirm={() => close.mutateAsync({ id: closing.id })}
        />
      )}
    </Page>
  );
}

function RangeTable(props: {
  ranges: OutboundRange[];
  whyNot: string | null;
  onClose: (range: OutboundRange) => void;
}) {
  return (
    <Table label="Open private ranges" stacked>
      <thead>
        <tr>
          <Th>Range</Th>
          <Th>What is there</Th>
          <Th>Opened by</Th>
          <Th>Opened</Th>
          <Th>
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {props.ranges.map((range) => (
          <Tr key={range.id}>
            <Td className="mono font-medium">{range.range}</Td>
            <Td label="What is there" className="w-full max-w-0 truncate max-md:max-w-full">
              <bdi>{range.note}</bdi>
            </Td>
            <Td dim label="Opened by">
              <bdi>{range.openedBy ?? "Terrapin"}</bdi>
            </Td>
            <Td dim label="Opened">
              <TimeAgo at={range.createdAt} />
            </Td>
            <Td end>
              <Button
                size="s"
                aria-label={`Close ${range.range}`}
                disabledReason={props.whyNot}
                onClick={() => props.onClose(range)}
              >
                Close
              </Button>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function NeverTable() {
  return (
    <Table label="Never open" stacked>
      <thead>
        <tr>
          <Th>Address</Th>
          <Th>What it is</Th>
          <Th>Source</Th>
        </tr>
      </thead>
      <tbody>
        {neverAllowed.map(({ range, is, source }) => (
          <Tr key={range}>
            <Td className="mono">{range}</Td>
            <Td label="What it is" className="whitespace-normal!">
              {is}
            </Td>
            <Td label="Source">
              <a href={source} className="text-accent underline" rel="noreferrer">
                {new URL(source).hostname}
              </a>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
