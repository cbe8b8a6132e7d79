"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/shell/trpc";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { visibleText } from "@/components/ui/visible-text";
import type { PromotionDetail } from "@/server/promotions/schema";

/** Takes a request back. */
export function CancelDialog({ promotion, onClose }: { promotion: PromotionDetail; onClose: () => void }) {
  const { model, version, environment } = promotion;
  const trpc = useTRPC();
  const client = useQueryClient();
  const [comment, setComment] = useState("");
  const cancel = useMutation(trpc.promotions.cancel.mutationOptions());
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title="Cancel this request"
      actionLabel="Cancel request"
      consequence={`${visibleText(model)} v${version} is not put into ${environment}. Approvals given so far are gone; it can be asked for again.`}
      onConfirm={async () => {
        const after = await cancel.mutateAsync({ id: promotion.id, comment });
        client.setQueryData(trpc.promotions.get.queryKey({ id: after.id }), after);
        await client.invalidateQueries({ queryKey: trpc.promotions.pathKey() });
      }}
    >
      <Field label="Why" optional>
        {(control) => (
          <Textarea
            {...control}
            data-autofocus
            rows={2}
            maxLength={4000}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
