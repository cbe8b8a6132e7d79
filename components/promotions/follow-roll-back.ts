import { type QueryClient, QueryObserver } from "@tanstack/react-query";
import { paths } from "@/components/shell/paths";
import type { Trpc } from "@/components/shell/trpc";
import { toast } from "@/components/ui/toast";
import type { PromotionDetail } from "@/server/promotions/schema";
import { isOver } from "@/server/promotions/status";
import { promotionQuery } from "./queries";

type Ended = Pick<PromotionDetail, "status" | "failure" | "outcome" | "environment" | "version">;

/** How a roll-back ended, in words; null while it is being carried out. */
export function rollBackResult(promotion: Ended): { text: string; tone: "ok" | "bad" } | null {
  const { status, failure, outcome, environment, version } = promotion;
  if (!isOver(status)) return null;
  if (status === "succeeded") return { text: `${environment} serves v${version} again`, tone: "ok" };
  const because = failure?.what ?? outcome;
  return { text: `${environment} was not rolled back${because ? `: ${because}` : ""}`, tone: "bad" };
}

/**
 * Says in toasts that a roll-back is on its way, then how it ended. While it is observed, the live connection makes its
 * query ask again whenever the promotion changes.
 */
export function followRollBack(
  client: QueryClient,
  trpc: Trpc,
  at: { promotion: string; environment: string; to: string },
): void {
  const href = paths.promotion(at.promotion);
  toast({ text: `Rolling ${at.environment} back to v${at.to}`, href });
  const observer = new QueryObserver(client, promotionQuery(trpc, at.promotion));
  const stop = observer.subscribe(({ data, isError }) => {
    const result = data ? rollBackResult(data) : null;
    if (!result && !isError) return;
    stop();
    toast(
      result
        ? { ...result, href }
        : { text: `How the roll-back of ${at.environment} ended could not be read`, tone: "bad", href },
    );
    void client.invalidateQueries({ queryKey: trpc.models.pathKey() });
  });
}
