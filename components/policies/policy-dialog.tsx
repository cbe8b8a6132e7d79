"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useForm, useWatch } from "react-hook-form";
import type { z } from "zod";
import { useTRPC } from "@/components/shell/trpc";
import { useRights } from "@/components/shell/use-rights";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { visibleText } from "@/components/ui/visible-text";
import { type Draft, draft, draftOf, termsOf } from "./draft";
import { GateFields } from "./gate-fields";
import type { Place } from "./places";
import { ownerSetsNoRule, RuleFields } from "./rule-fields";

/** Edits the policy of a model in an environment. Saving makes a new revision. */
export function PolicyDialog({ place, onClose }: { place: Place; onClose: () => void }) {
  const { project, model, environment, policy } = place;
  const trpc = useTRPC();
  const client = useQueryClient();
  const editor = useForm<Draft, unknown, z.output<typeof draft>>({
    resolver: zodResolver(draft),
    defaultValues: draftOf(policy),
  });
  const isOwner = useRights().me?.isOwner ?? false;
  const asksNobody = useWatch({ control: editor.control, name: "rules" }).length === 0;
  const versions = useQuery(trpc.models.versions.queryOptions({ model, project, limit: 5 }));
  const metrics = [...new Set((versions.data?.items ?? []).flatMap((v) => Object.keys(v.metrics)))].sort();
  const put = useMutation(
    trpc.policies.put.mutationOptions({
      async onSuccess(after) {
        await client.invalidateQueries({ queryKey: trpc.policies.pathKey() });
        toast({
          text:
            after.revision === policy?.revision
              ? "Nothing changed"
              : `Revision ${after.revision} is in force`,
          tone: "ok",
        });
        onClose();
      },
    }),
  );
  const save = editor.handleSubmit((values) =>
    put.mutate({ project, model, environment, ...termsOf(values, policy) }),
  );
  return (
    <Dialog
      open
      onClose={onClose}
      width="l"
      title={`${visibleText(model)} → ${environment}`}
      sub={policy ? `policy, revision ${policy.revision} in force` : "no policy yet"}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form="policy-editor"
            busy={put.isPending}
            disabledReason={asksNobody && !isOwner && ownerSetsNoRule}
          >
            Save policy
          </Button>
        </>
      }
    >
      <form id="policy-editor" noValidate className="grid gap-5" onSubmit={(event) => void save(event)}>
        {put.error && <ErrorState inline {...errorText(put.error)} />}
        <GateFields editor={editor} metrics={metrics} />
        <RuleFields editor={editor} isOwner={isOwner} />
        <Field
          label="A request waits for its approvals"
          error={
            editor.formState.errors.expiresAfterDays &&
            `This ${editor.formState.errors.expiresAfterDays.message}.`
          }
          hint="days, then it expires"
        >
          {(control) => (
            <div className="w-24">
              <Input {...control} {...editor.register("expiresAfterDays")} inputMode="numeric" />
            </div>
          )}
        </Field>
        {policy && (
          <p className="text-sub text-ink-3">
            Promotions that wait for a decision are asked again under the new revision: approvals given so far
            are void, and who gave them is told. They never take fewer approvals than they were asked under.
          </p>
        )}
      </form>
    </Dialog>
  );
}
