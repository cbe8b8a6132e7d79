"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/shell/trpc";
import { toast } from "@/components/ui/toast";
import type { PromotionDetail } from "@/server/promotions/schema";
import { checkAction } from "@/server/promotions/status";

/** The reader's decision: its comment, why it can't be made, and the result of sending it. */
export function useDecision(promotion: PromotionDetail) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [comment, setComment] = useState("");
  const decide = useMutation(
    trpc.promotions.decide.mutationOptions({
      onSuccess(after, { decision }) {
        client.setQueryData(trpc.promotions.get.queryKey({ id: after.id }), after);
        setComment("");
        toast({ text: decision === "reject" ? "Rejected" : approvedWords(after), tone: "ok" });
      },
      // After a refusal too, the page shows the promotion as it is now.
      onSettled: () => client.invalidateQueries({ queryKey: trpc.promotions.pathKey() }),
    }),
  );
  const reason = (action: "approve" | "reject") => {
    const answer = checkAction(promotion, action, promotion.you);
    return answer.ok ? null : answer.reason;
  };
  const send = (decision: "approve" | "reject") =>
    decide.mutate({ id: promotion.id, decision, comment, evidenceDigest: promotion.evidenceDigest });
  return {
    comment,
    setComment,
    cannotApprove: reason("approve"),
    cannotReject:
      reason("reject") ?? (comment.trim() ? null : "A rejection says why: write a comment first."),
    rejectable: reason("reject") === null,
    approve: () => send("approve"),
    reject: () => send("reject"),
    busy: decide.isPending ? decide.variables.decision : null,
    error: decide.error,
  };
}
export type Decision = ReturnType<typeof useDecision>;

function approvedWords({ status, environment, version }: PromotionDetail): string {
  if (status === "executing") return `Approved: v${version} is on its way into ${environment}`;
  return status === "approved" ? "Approved: it waits for its turn" : "Approved";
}
