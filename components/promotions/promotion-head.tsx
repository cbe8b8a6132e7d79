"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { usePaletteActions } from "@/components/shell/palette-actions";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { errorText } from "@/components/ui/error-text";
import { Link } from "@/components/ui/link";
import { PageHead } from "@/components/ui/page-head";
import { Tag } from "@/components/ui/tag";
import { TimeAgo } from "@/components/ui/time-ago";
import { toast } from "@/components/ui/toast";
import { visibleText } from "@/components/ui/visible-text";
import type { PromotionDetail } from "@/server/promotions/schema";
import { type Action, checkAction, isOver } from "@/server/promotions/status";
import { clause, moveWords, stateOf } from "./state";

const RollBackDialog = dynamic(() => import("./roll-back-dialog").then((m) => m.RollBackDialog), {
  ssr: false,
});
const CancelDialog = dynamic(() => import("./cancel-dialog").then((m) => m.CancelDialog), { ssr: false });

/** Version and environment, who requested it and why, its state, and the actions on it. */
export function PromotionHead({ promotion }: { promotion: PromotionDetail }) {
  const { model, version, environment, project } = promotion;
  const router = useRouter();
  const [open, setOpen] = useState<"cancel" | "rollBack" | null>(null);
  const { tone, word } = stateOf(promotion);
  usePaletteActions([
    ...paletteAction(promotion, "cancel", "Cancel this request", () => setOpen("cancel")),
    ...(promotion.previous === null
      ? []
      : paletteAction(promotion, "rollBack", `Roll back ${environment}`, () => setOpen("rollBack"))),
  ]);
  return (
    <>
      <PageHead
        title={
          <>
            <Link href={paths.model(model, { project })} className="hover:underline">
              {visibleText(model)}
            </Link>{" "}
            <Link
              href={paths.version(model, version, { project })}
              className="font-normal text-ink-3 hover:underline"
            >
              {promotion.rollbackOf !== null && "back to "}v{version}
            </Link>{" "}
            <span className="font-normal text-ink-3">{promotion.rollbackOf === null ? "to" : "in"}</span>{" "}
            {environment}
          </>
        }
        sub={<Story promotion={promotion} />}
        actions={
          <>
            <Tag tone={tone}>{word}</Tag>
            <ActionButton promotion={promotion} action="cancel" onClick={() => setOpen("cancel")}>
              Cancel request
            </ActionButton>
            <Retry promotion={promotion} />
            {promotion.previous !== null && (
              <ActionButton
                promotion={promotion}
                action="rollBack"
                variant="danger"
                onClick={() => setOpen("rollBack")}
              >
                Roll back {environment}
              </ActionButton>
            )}
          </>
        }
      />
      {open === "cancel" && <CancelDialog promotion={promotion} onClose={() => setOpen(null)} />}
      {open === "rollBack" && promotion.previous !== null && (
        <RollBackDialog
          rollBack={{
            promotion: promotion.id,
            model,
            environment,
            alias: promotion.target.alias,
            from: version,
            to: promotion.previous,
          }}
          onDone={(made) => router.push(paths.promotion(made))}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

/** An action in the command palette, under the same rule as its button. */
function paletteAction(promotion: PromotionDetail, action: Action, label: string, run: () => void) {
  const answer = checkAction(promotion, action, promotion.you);
  if (!answer.ok && answer.because === "status") return [];
  return [{ id: action, label, run, disabledReason: answer.ok ? null : answer.reason }];
}

/** A button for an action: absent where the status rules it out, disabled with a reason where the reader may not. */
function ActionButton(props: {
  promotion: PromotionDetail;
  action: Action;
  variant?: "primary" | "default" | "danger";
  busy?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  const { promotion, action, variant, busy, onClick, children } = props;
  const answer = checkAction(promotion, action, promotion.you);
  if (!answer.ok && answer.because === "status") return null;
  return (
    <Button variant={variant} busy={busy} disabledReason={answer.ok ? null : answer.reason} onClick={onClick}>
      {children}
    </Button>
  );
}

function Retry({ promotion }: { promotion: PromotionDetail }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const retry = useMutation(
    trpc.promotions.retry.mutationOptions({
      onSuccess: (after) => client.setQueryData(trpc.promotions.get.queryKey({ id: after.id }), after),
      onError: (error) => toast({ text: errorText(error).what, tone: "bad" }),
      onSettled: () => client.invalidateQueries({ queryKey: trpc.promotions.pathKey() }),
    }),
  );
  return (
    <ActionButton
      promotion={promotion}
      action="retry"
      variant="primary"
      busy={retry.isPending}
      onClick={() => retry.mutate({ id: promotion.id })}
    >
      Retry
    </ActionButton>
  );
}

function Story({ promotion }: { promotion: PromotionDetail }) {
  const { requestedBy, createdAt, reason, status, expiresAt, outcome, endedAt, rollbackOf } = promotion;
  return (
    <span className="[overflow-wrap:anywhere]">
      <span className="num">{moveWords(promotion)}</span> in {promotion.environment} ·{" "}
      {rollbackOf === null ? "asked" : "rolled back"} by {requestedBy.name}
      {promotion.requesters.some(({ how }) => how === "token") && "’s API token"} <TimeAgo at={createdAt} />
      {promotion.requesters
        .filter(({ how }) => how === "retried")
        .map(({ id, name, at }) => (
          <span key={id}>
            {" "}
            · retried by {name} <TimeAgo at={at} />
          </span>
        ))}
      {rollbackOf !== null && (
        <>
          {" "}
          instead of{" "}
          <Link href={paths.promotion(rollbackOf)} className="hover:underline">
            promotion {rollbackOf}
          </Link>
        </>
      )}
      {reason && <> · “{reason}”</>}
      {(status === "pending" || status === "blocked") && (
        <>
          {" "}
          · expires <TimeAgo at={expiresAt} />
        </>
      )}
      {isOver(status) && status !== "failed" && outcome && (
        <>
          {" "}
          · {clause(outcome)}
          {endedAt && (
            <>
              , <TimeAgo at={endedAt} />
            </>
          )}
        </>
      )}
    </span>
  );
}
