"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/shell/trpc";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import type { PromotionDetail } from "@/server/promotions/schema";
import { approvalsOf } from "./state";

/** An owner does without the approvals that are missing, and says why. */
export function BypassDialog({ promotion, onClose }: { promotion: PromotionDetail; onClose: () => void }) {
  const { id, model, version, environment, evidenceDigest } = promotion;
  const trpc = useTRPC();
  const client = useQueryClient();
  const [comment, setComment] = useState("");
  const decide = useMutation(trpc.promotions.decide.mutationOptions());
  const { done, total } = approvalsOf(promotion);
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title="Bypass the approvals"
      actionLabel="Bypass approvals"
      danger
      notYet={comment.trim() ? null : "A bypass says why: write the reason first."}
      consequence={`${model} v${version} is put into ${environment} with ${done} of ${total} approvals. The promotion shows your name and the reason in red for good, and the record keeps them.`}
      onConfirm={async () => {
        const after = await decide.mutateAsync({ id, decision: "bypass", comment, evidenceDigest });
        client.setQueryData(trpc.promotions.get.queryKey({ id }), after);
        await client.invalidateQueries({ queryKey: trpc.promotions.pathKey() });
      }}
    >
      <Field label="Why">
        {(control) => (
          <Textarea
            {...control}
            data-autofocus
            rows={3}
            maxLength={4000}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
