"use client";

import dynamic from "next/dynamic";
import { type RefObject, useState } from "react";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Panel, PanelBody, PanelHead } from "@/components/ui/panel";
import { Steps } from "@/components/ui/progress";
import { Textarea } from "@/components/ui/textarea";
import { TimeAgo } from "@/components/ui/time-ago";
import { ruleWords as ruleText } from "@/server/approvals/assign";
import type { PromotionDetail, RuleProgress } from "@/server/promotions/schema";
import { checkAction } from "@/server/promotions/status";
import { UncountedApprovals } from "./uncounted-approvals";
import type { Decision } from "./use-decision";

const BypassDialog = dynamic(() => import("./bypass-dialog").then((m) => m.BypassDialog), { ssr: false });

/** Who has approved, who still has to, and the reader's own decision. */
export function DecisionPanel(props: {
  promotion: PromotionDetail;
  decision: Decision;
  approveButton: RefObject<HTMLButtonElement | null>;
  comment: RefObject<HTMLTextAreaElement | null>;
}) {
  const { promotion, decision, approveButton, comment } = props;
  const asks = promotion.status === "pending" || promotion.status === "blocked";
  if (promotion.rollbackOf !== null) return null;
  return (
    <Panel>
      <PanelHead title={asks ? "Your decision" : "Approvals"} />
      {promotion.approvals.length === 0 && (
        <PanelBody className="text-ink-3">The policy asks nobody: passing its gates is enough.</PanelBody>
      )}
      {asks && <KeptTerms promotion={promotion} />}
      <div className="hairlines">
        {promotion.approvals.map((rule) => (
          <Rule key={rule.role} rule={rule} promotion={promotion} />
        ))}
        <UncountedApprovals promotion={promotion} />
        {asks && (
          <div className="grid gap-2 px-3.5 py-2.5 max-md:hidden">
            <Textarea
              ref={comment}
              rows={3}
              aria-label="Comment"
              placeholder="Comment"
              maxLength={4000}
              value={decision.comment}
              onChange={(event) => decision.setComment(event.target.value)}
            />
            <DecisionButtons decision={decision} approveButton={approveButton} />
            <Consequence decision={decision} />
          </div>
        )}
        <Bypass promotion={promotion} />
      </div>
    </Panel>
  );
}

export function DecisionButtons(props: {
  decision: Decision;
  approveButton?: RefObject<HTMLButtonElement | null>;
  size?: "m" | "l";
}) {
  const { decision, approveButton, size = "m" } = props;
  return (
    <>
      <div className="flex gap-2 [&>*:first-child]:flex-1">
        <Button
          ref={approveButton}
          variant="primary"
          size={size}
          className="w-full"
          hotkey={size === "m" ? "A" : undefined}
          disabledReason={decision.cannotApprove}
          busy={decision.busy === "approve"}
          onClick={decision.approve}
        >
          Approve
        </Button>
        <Button
          variant="danger"
          size={size}
          hotkey={size === "m" ? "R" : undefined}
          disabledReason={decision.cannotReject}
          busy={decision.busy === "reject"}
          onClick={decision.reject}
        >
          Reject
        </Button>
      </div>
      {decision.error !== null && <ErrorState inline {...errorText(decision.error)} />}
    </>
  );
}

/** Where the request takes more than the policy asks for now, why it does. */
function KeptTerms({ promotion }: { promotion: PromotionDetail }) {
  const { approvals, policy } = promotion;
  const asks = new Map(policy.rules.map(({ role, count }) => [role, count]));
  const same =
    approvals.length === policy.rules.length && approvals.every((r) => asks.get(r.role) === r.count);
  if (same) return null;
  const now = policy.rules.length === 0 ? "nobody" : policy.rules.map(ruleText).join(" and ");
  return (
    <PanelBody className="text-ink-2">
      The policy was changed after it was asked for: revision {policy.revision} asks for {now}. It keeps the
      stricter terms: {approvals.map(ruleText).join(" and ")}.
    </PanelBody>
  );
}

/** For owners: the way past approvals that cannot be had. */
function Bypass({ promotion }: { promotion: PromotionDetail }) {
  const [open, setOpen] = useState(false);
  const answer = checkAction(promotion, "bypass", promotion.you);
  if (!promotion.you.isOwner || (!answer.ok && answer.because === "status")) return null;
  return (
    <div className="px-3.5 py-2">
      <Button size="s" disabledReason={answer.ok ? null : answer.reason} onClick={() => setOpen(true)}>
        Bypass approvals
      </Button>
      {open && <BypassDialog promotion={promotion} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Consequence({ decision }: { decision: Decision }) {
  return (
    <p className="text-sub text-ink-3">
      {decision.cannotApprove ??
        "You approve exactly this evidence. If any of it changes, your approval is void and you are told."}
    </p>
  );
}

export const ruleWords = ({ role, count }: Pick<RuleProgress, "role" | "count">): string =>
  count === 1 ? `Any ${role}` : `Any ${count} ${role}s`;

function Rule({ rule, promotion }: { rule: RuleProgress; promotion: PromotionDetail }) {
  const { by, count, role } = rule;
  const asked = promotion.couldApprove.filter(
    (person) => role !== "maintainer" || person.role === "maintainer",
  );
  return (
    <div className="px-3.5 py-2.5">
      <div className="flex justify-between">
        <span className="font-medium">{ruleWords(rule)}</span>
        <span className="num text-ink-3">
          {by.length} of {count}
        </span>
      </div>
      <div className="mt-2 mb-1">
        <Steps done={by.length} total={count} label={`${by.length} of ${count} approvals`} />
      </div>
      {by.map((person) => {
        const given = promotion.decisions.findLast((d) => d.person.id === person.id && d.voidedAt === null);
        return (
          <p key={person.id} className="flex items-center gap-1.5 text-sub text-ink-3">
            <Avatar name={person.name} />
            <span className="min-w-0 truncate">{person.name} approved</span>
            {given && <TimeAgo at={given.createdAt} />}
          </p>
        );
      })}
      {by.length < count && promotion.status === "pending" && (
        <p className="mt-1 text-sub text-ink-3">
          {asked.length === 0
            ? `Nobody of the project can give ${count - by.length === 1 ? "it" : "them"}: a maintainer changes the policy, or invites somebody.`
            : `${namesOf(asked.map(({ name }) => name))} can approve.`}
        </p>
      )}
    </div>
  );
}

function namesOf(names: readonly string[]): string {
  if (names.length > 4) return `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
