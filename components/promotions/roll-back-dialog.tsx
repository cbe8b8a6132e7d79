"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import type { PromotionDetail } from "@/server/promotions/schema";

/** Goes back to what served before, and asks why. */
export function RollBackDialog(props: { promotion: PromotionDetail; to: string; onClose: () => void }) {
  const { promotion, to, onClose } = props;
  const { model, version, environment, target } = promotion;
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const [reason, setReason] = useState("");
  const rollBack = useMutation(trpc.promotions.rollBack.mutationOptions());
  return (
    <ConfirmDialog
      open
      danger
      onClose={onClose}
      title={`Roll back ${environment}`}
      actionLabel={`Roll back to v${to}`}
      consequence={
        <>
          Alias <b className="mono">{target.alias}</b> of {model} goes from v{version} back to v{to} at once,
          in {target.connectionName}. It served there before, so nobody is asked again.
        </>
      }
      onConfirm={async () => {
        const made = await rollBack.mutateAsync({ id: promotion.id, reason });
        await client.invalidateQueries({ queryKey: trpc.promotions.pathKey() });
        router.push(paths.promotion(made.id));
      }}
    >
      <Field label="Why" hint="Stands in the history of the model." optional>
        {(control) => (
          <Textarea
            {...control}
            data-autofocus
            rows={2}
            maxLength={4000}
            placeholder="recall under 0.93"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
