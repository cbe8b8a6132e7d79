"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { toast } from "@/components/ui/toast";

/** Goes back to what served before, and asks why: the reason is what everybody reads of it later. */
export function RollBackDialog(props: {
  model: string;
  environment: string;
  alias: string;
  from: string;
  to: string;
  promotion: string;
  onClose: () => void;
}) {
  const { model, environment, alias, from, to, promotion, onClose } = props;
  const trpc = useTRPC();
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const rollBack = useMutation(trpc.promotions.rollBack.mutationOptions());
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={`Roll back ${environment}`}
      actionLabel={`Roll back to v${to}`}
      danger
      consequence={
        <>
          Alias <b className="mono">{alias}</b> of {model} goes from v{from} back to v{to} at once. It served
          there before, so nobody is asked again.
        </>
      }
      onConfirm={async () => {
        const made = await rollBack.mutateAsync({ id: promotion, reason });
        await client.invalidateQueries({ queryKey: trpc.models.pathKey() });
        toast({ text: `Rolling ${environment} back to v${to}`, href: paths.promotion(made.id) });
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
