import "server-only";
import { z } from "zod";
import { projectsWith } from "@/server/access/access";
import { changes } from "@/server/events/listener";
import type { Ctx } from "@/server/foundation/context";
import { decodeCursor, encodeCursor } from "@/server/foundation/paging";
import { id, instant } from "@/server/foundation/shapes";
import { scopeOn } from "./access";
import { detailed, shaped, standing } from "./read";
import type { GetPromotion, ListedPromotion, ListPromotions, PromotionDetail } from "./schema";
import { isOver } from "./status";
import { find, page } from "./store";

const cursor = z.object({ at: instant, id });
const nobody = "0";

/** Promotions of the reader's projects, newest first. */
export async function list(
  ctx: Ctx,
  input: ListPromotions,
): Promise<{ items: ListedPromotion[]; nextCursor: string | null }> {
  const scopes = await projectsWith(ctx, "promotions.read", input.project);
  const person = ctx.actor?.kind === "person" ? ctx.actor.id : nobody;
  const after = input.cursor === undefined ? null : decodeCursor(cursor, input.cursor);
  const rows = await page(ctx.db, scopes, { ...input, after, person });
  const shown = await shaped(ctx.db, rows.slice(0, input.limit));
  const last = shown.at(-1)?.promotion;
  return {
    items: shown.map(({ promotion, decisions }) => ({
      ...promotion,
      yourApprovalVoid:
        promotion.status === "pending" &&
        decisions.some((d) => d.personId === person && d.decision === "approve" && d.voidedAt !== null) &&
        !standing(decisions).some((approval) => approval.person === person),
    })),
    nextCursor: rows.length > input.limit && last ? encodeCursor({ at: last.createdAt, id: last.id }) : null,
  };
}

/**
 * One promotion with its evidence. With `wait`, the answer comes when its status changes, when it is over already,
 * or after so many seconds with what it is then.
 */
export async function get(ctx: Ctx, input: GetPromotion): Promise<PromotionDetail> {
  const scope = await scopeOn(ctx, "promotions.read", input.id);
  if (input.wait === 0) return detailed(ctx.db, scope, input.id);
  const status = async () => (await find(ctx.db, scope, input.id))?.promotion.status;
  const before = await status();
  if (before && !isOver(before)) {
    const timeout = AbortSignal.timeout(input.wait * 1000);
    const signal = ctx.signal ? AbortSignal.any([ctx.signal, timeout]) : timeout;
    for await (const change of changes(signal)) {
      // null, the first item: from here on nothing is missed, so what was missed before is read now.
      const concerned =
        change === null || (change.noun === "promotions" && (change.id ?? input.id) === input.id);
      if (concerned && (await status()) !== before) break;
    }
  }
  return detailed(ctx.db, await scopeOn(ctx, "promotions.read", input.id), input.id);
}
