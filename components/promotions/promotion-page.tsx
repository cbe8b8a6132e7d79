"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRef } from "react";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Trace } from "@/components/trace/trace";
import { Copyable } from "@/components/ui/copyable";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { useHotkeys } from "@/components/ui/use-hotkeys";
import { visibleText } from "@/components/ui/visible-text";
import type { PromotionDetail } from "@/server/promotions/schema";
import { isOver } from "@/server/promotions/status";
import { voidedByLatestChange } from "@/server/promotions/voided";
import { Comparison } from "./comparison";
import { DecisionBar } from "./decision-bar";
import { DecisionPanel } from "./decision-panel";
import { GatesPanel } from "./gates-panel";
import { PromotionHead } from "./promotion-head";
import { promotionQuery } from "./queries";
import { useDecision } from "./use-decision";

/** Panels below the decision are loaded after it. */
const DiscussionPanel = dynamic(() => import("./discussion-panel").then((m) => m.DiscussionPanel));
const StepsPanel = dynamic(() => import("./steps-panel").then((m) => m.StepsPanel));

/** One promotion: comparison with the champion, gates, approvals, execution and discussion. */
export function PromotionPage({ id }: { id: string }) {
  const trpc = useTRPC();
  const query = useQuery(promotionQuery(trpc, id));
  const { data } = query;
  const name = data ? `${visibleText(data.model)} v${data.version} → ${data.environment}` : `Promotion ${id}`;
  return (
    <Page>
      <Crumbs items={[{ label: "Promotions", href: paths.promotions({}) }, { label: name }]} />
      {query.isError && !data ? (
        <ErrorState {...errorText(query.error)} onRetry={query.refetch} />
      ) : data ? (
        <Loaded promotion={data} />
      ) : (
        <>
          <Skeleton className="mb-4 h-12 w-96 max-w-full" />
          <Skeleton className="mb-4 h-14" />
          <Panel>
            <SkeletonRows rows={8} />
          </Panel>
        </>
      )}
    </Page>
  );
}

function Loaded({ promotion }: { promotion: PromotionDetail }) {
  const decision = useDecision(promotion);
  const approveButton = useRef<HTMLButtonElement>(null);
  const comment = useRef<HTMLTextAreaElement>(null);
  const asks = promotion.status === "pending" || promotion.status === "blocked";
  // A key only moves the focus to the button; Enter presses it.
  useHotkeys(
    [
      { keys: "a", label: "To Approve, then Enter", run: () => approveButton.current?.focus() },
      { keys: "r", label: "Comment, to reject", run: () => comment.current?.focus() },
    ],
    { when: asks && promotion.rollbackOf === null },
  );
  return (
    <>
      <PromotionHead promotion={promotion} />
      <Trace subject={`promotion:${promotion.id}`} />
      <BypassNotice promotion={promotion} />
      <ImportantNotice promotion={promotion} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_340px]">
        <div className="grid min-w-0 gap-4">
          <Comparison evidence={promotion.evidence} gates={promotion.gates} over={isOver(promotion.status)} />
          {promotion.rollbackOf === null && (
            <GatesPanel gates={promotion.gates} sub={<Pinned promotion={promotion} />} />
          )}
        </div>
        <div className="grid min-w-0 gap-4">
          <DecisionPanel
            promotion={promotion}
            decision={decision}
            approveButton={approveButton}
            comment={comment}
          />
          <StepsPanel promotion={promotion} />
          <DiscussionPanel promotion={promotion} />
        </div>
      </div>
      {asks && promotion.rollbackOf === null && <DecisionBar promotion={promotion} decision={decision} />}
    </>
  );
}

function Pinned({ promotion }: { promotion: PromotionDetail }) {
  return (
    <>
      policy {promotion.policy.revision} · evidence{" "}
      <Copyable value={promotion.evidenceDigest} label="the digest of the evidence" /> pinned{" "}
      <TimeAgo at={promotion.evidencePinnedAt} />
    </>
  );
}

/** That an owner did without the approvals: shown for good. */
function BypassNotice({ promotion: { bypass } }: { promotion: PromotionDetail }) {
  if (!bypass) return null;
  const { by, reason, at, given, asked } = bypass;
  return (
    <Notice tone="bad">
      <b className="font-semibold">Approvals bypassed</b> by {by.name} <TimeAgo at={at} />: {given} of {asked}{" "}
      were given. “{reason}”
    </Notice>
  );
}

/** What the reader must know first: a failure, or evidence that changed. */
function ImportantNotice({ promotion }: { promotion: PromotionDetail }) {
  const { failure, status, evidenceChanges, evidencePinnedAt } = promotion;
  if (status === "failed" && failure) {
    return (
      <div className="mb-4">
        <ErrorState inline {...failure} />
      </div>
    );
  }
  if (evidenceChanges.length === 0 || (status !== "pending" && status !== "blocked")) return null;
  const voided = voidedByLatestChange(promotion);
  return (
    <Notice tone="wait">
      The evidence changed <TimeAgo at={evidencePinnedAt} />: {evidenceChanges.join("; ")}.
      {voided > 0 && ` That made ${voided === 1 ? "one approval" : `${voided} approvals`} void.`}
    </Notice>
  );
}
