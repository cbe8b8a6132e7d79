"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { StateIcon } from "@/components/ui/state-icon";
import type { PromotionDetail } from "@/server/promotions/schema";
import { checkAction } from "@/server/promotions/status";

/** Approvals of this evidence that do not count: until an owner agrees, or not any more. */
export function UncountedApprovals({ promotion }: { promotion: PromotionDetail }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const agree = useMutation(
    trpc.promotions.agree.mutationOptions({
      onSuccess: (after) => client.setQueryData(trpc.promotions.get.queryKey({ id: after.id }), after),
      onSettled: () => client.invalidateQueries({ queryKey: trpc.promotions.pathKey() }),
    }),
  );
  const answer = checkAction(promotion, "agree", promotion.you);
  const isOffered = promotion.you.isOwner && (answer.ok || answer.because === "reader");
  const shown = promotion.decisions.filter(
    ({ decision, waitsForOwner, voidedAt, evidenceDigest }) =>
      decision === "approve" &&
      (waitsForOwner !== null || (voidedAt !== null && evidenceDigest === promotion.evidenceDigest)),
  );
  if (shown.length === 0) return null;
  return (
    <ul className="hairlines">
      {shown.map(({ id, person, waitsForOwner, voidedBecause }) => (
        <li key={id} className="grid gap-1.5 px-3.5 py-2.5">
          <StateIcon
            shape="wait"
            word={<span className="font-medium">{person.name} approved, and it does not count</span>}
            className="flex"
          />
          <p className="text-sub text-ink-3">{waitsForOwner ?? voidedBecause}</p>
          {waitsForOwner !== null && isOffered && (
            <div>
              <Button
                size="s"
                busy={agree.isPending}
                disabledReason={answer.ok ? null : answer.reason}
                onClick={() => agree.mutate({ id: promotion.id, decision: id })}
              >
                Agree that it counts
              </Button>
            </div>
          )}
        </li>
      ))}
      {agree.error && <ErrorState inline {...errorText(agree.error)} />}
    </ul>
  );
}
