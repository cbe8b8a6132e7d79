"use client";

import { Textarea } from "@/components/ui/textarea";
import { TimeAgo } from "@/components/ui/time-ago";
import type { PromotionDetail } from "@/server/promotions/schema";
import { DecisionButtons, ruleWords } from "./decision-panel";
import type { Decision } from "./use-decision";

/** The decision at the bottom of a phone's screen. */
export function DecisionBar({ promotion, decision }: { promotion: PromotionDetail; decision: Decision }) {
  const open = promotion.approvals.find(({ by, count }) => by.length < count);
  const last = promotion.decisions.findLast((d) => d.decision === "approve" && d.voidedAt === null);
  return (
    <section
      aria-label="Your decision"
      className="sticky -bottom-5 z-2 -mx-4 mt-4 -mb-5 grid gap-2 border-t border-line bg-surface px-4 pt-3 pb-5 md:hidden"
    >
      <div className="flex items-baseline justify-between gap-3">
        <span className="font-medium">{open ? ruleWords(open) : "No approval needed"}</span>
        {last && (
          <span className="min-w-0 truncate text-sub text-ink-3">
            {last.person.name} approved <TimeAgo at={last.createdAt} />
          </span>
        )}
      </div>
      {decision.rejectable && (
        <Textarea
          controlSize="l"
          rows={1}
          aria-label="Comment"
          placeholder="Comment"
          maxLength={4000}
          value={decision.comment}
          onChange={(event) => decision.setComment(event.target.value)}
        />
      )}
      <DecisionButtons decision={decision} size="l" />
      <p className="text-sub text-ink-3">
        {decision.cannotApprove ??
          "You approve exactly this evidence; your approval is void if any of it changes."}
      </p>
    </section>
  );
}
