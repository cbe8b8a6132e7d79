import "server-only";
import { procedure, router } from "@/server/foundation/trpc";
import {
  agreeToApproval,
  cancelPromotion,
  challenge,
  decide as decideInput,
  getPromotion,
  listPromotions,
  preview as previewShape,
  promotionDetail,
  promotionPage,
  requestPromotion,
  retryPromotion,
  rollBackPromotion,
} from "./schema";
import { agree, cancel, decide, get, list, preview, request, retry, rollBack } from "./service";

const tags = ["promotions"];

export const promotionsRouter = router({
  list: procedure
    .meta({ openapi: { method: "GET", path: "/promotions", tags, summary: "Promotions, newest first" } })
    .input(listPromotions)
    .output(promotionPage)
    .query(({ ctx, input }) => list(ctx, input)),
  preview: procedure
    .input(challenge)
    .output(previewShape)
    .query(({ ctx, input }) => preview(ctx, input)),
  request: procedure
    .meta({ openapi: { method: "POST", path: "/promotions", tags, summary: "Ask for a promotion" } })
    .input(requestPromotion)
    .output(promotionDetail)
    .mutation(({ ctx, input }) => request(ctx, input)),
  get: procedure
    .meta({
      openapi: {
        method: "GET",
        path: "/promotions/{id}",
        tags,
        summary: "A promotion; with `wait`, when it moves on",
      },
    })
    .input(getPromotion)
    .output(promotionDetail)
    .query(({ ctx, input, signal }) => get({ ...ctx, signal: signal ?? ctx.signal }, input)),
  decide: procedure
    .meta({
      openapi: {
        method: "POST",
        path: "/promotions/{id}/decisions",
        tags,
        summary: "Approve or reject the evidence of a promotion",
      },
    })
    .input(decideInput)
    .output(promotionDetail)
    .mutation(({ ctx, input }) => decide(ctx, input)),
  agree: procedure
    .meta({
      openapi: {
        method: "POST",
        path: "/promotions/{id}/decisions/{decision}/agreement",
        tags,
        summary: "As an owner, let an approval count whose person was let in after the request",
      },
    })
    .input(agreeToApproval)
    .output(promotionDetail)
    .mutation(({ ctx, input }) => agree(ctx, input)),
  cancel: procedure
    .meta({
      openapi: { method: "POST", path: "/promotions/{id}/cancel", tags, summary: "Take a request back" },
    })
    .input(cancelPromotion)
    .output(promotionDetail)
    .mutation(({ ctx, input }) => cancel(ctx, input)),
  rollBack: procedure
    .meta({
      openapi: {
        method: "POST",
        path: "/promotions/{id}/rollback",
        tags,
        summary: "Go back to the version that served before; answers with the promotion that does so",
      },
    })
    .input(rollBackPromotion)
    .output(promotionDetail)
    .mutation(({ ctx, input }) => rollBack(ctx, input)),
  retry: procedure
    .meta({
      openapi: {
        method: "POST",
        path: "/promotions/{id}/retry",
        tags,
        summary: "Try a failed execution again",
      },
    })
    .input(retryPromotion)
    .output(promotionDetail)
    .mutation(({ ctx, input }) => retry(ctx, input)),
});
