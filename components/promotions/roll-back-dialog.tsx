"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/shell/trpc";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { visibleText } from "@/components/ui/visible-text";

/** A promotion that can be rolled back: version `from` serves because of it, version `to` served before. */
export type RollBack = {
  promotion: string;
  model: string;
  environment: string;
  alias: string;
  from: string;
  to: string;
};

/**
 * Asks why, then rolls back.
 * @param onDone is given the id of the promotion that carries the roll-back out
 */
export function RollBackDialog(props: {
  rollBack: RollBack;
  onDone: (promotion: string) => void;
  onClose: () => void;
}) {
  const { onDone, onClose } = props;
  const { promotion, model, environment, alias, from, to } = props.rollBack;
  const trpc = useTRPC();
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const rollBack = useMutation(trpc.promotions.rollBack.mutationOptions());
  return (
    <ConfirmDialog
      open
      danger
      onClose={onClose}
      title={`Roll back ${environment}`}
      notYet={reason.trim() ? null : "Say why it goes back."}
      actionLabel={`Roll back to v${to}`}
      consequence={
        <>
          Alias <b className="mono">{alias}</b> of {visibleText(model)} goes from v{from} back to v{to} at
          once. It served there before, so nobody is asked again.
        </>
      }
      onConfirm={async () => {
        const made = await rollBack.mutateAsync({ id: promotion, reason: reason.trim() });
        await Promise.all([
          client.invalidateQueries({ queryKey: trpc.models.pathKey() }),
          client.invalidateQueries({ queryKey: trpc.promotions.pathKey() }),
        ]);
        onDone(made.id);
      }}
    >
      <Field label="Why" hint="Shown in the history of the model.">
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
