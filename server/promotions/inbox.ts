import "server-only";
import { z } from "zod";
import { projectsWith } from "@/server/access/access";
import { changes } from "@/server/events/listener";
import type { Ctx } from "@/server/foundation/context";
import { keysetPage, type Page } from "@/server/foundation/paging";
import { id, instant } from "@/server/foundation/shapes";
import { scopeOn } from "./access";
import { approversOf, readDetail, toPromotions } from "./read";
import type { GetPromotion, ListedPromotion, ListPromotions, PromotionDetail } from "./schema";
import { isOver } from "./status";
import { find, page } from "./store";

const cursor = z.object({ at: instant, id });
const nobody = "0";

/** Promotions of the reader's projects, newest first. */
export async function list(ctx: Ctx, input: ListPromotions): Promise<Page<ListedPromotion>> {
  const scopes = await projectsWith(ctx, "promotions.read", input.project);
  const person = ctx.actor?.kind === "person" ? ctx.actor.id : nobody;
  const found = await keysetPage(
    input,
    cursor,
    (after, limit) =>
      page(ctx.db, scopes, {
        ...{ ...input, after, limit },
        person: { id: person, isOwner: scopes.some(({ actor }) => actor.isOwner) },
      }),
    ({ promotion: { createdAt, id } }) => ({ at: createdAt, id }),
  );
  const shown = await toPromotions(ctx.db, found.items);
  return {
    ...found,
    items: shown.map(({ promotion, judgement }) => ({
      ...promotion,
      yourApprovalVoid:
        (promotion.status === "pending" || promotion.status === "blocked") &&
        promotion.decisions.some(
          (d) => d.person.id === person && d.decision === "approve" && d.voidedAt !== null,
        ) &&
        !approversOf(judgement).includes(person),
    })),
  };
}

/**
 * One promotion with its evidence. With `wait`, the answer comes once its status changes, at once where it is over
 * already, and at the latest after so many seconds.
 */
export async function get(ctx: Ctx, input: GetPromotion): Promise<PromotionDetail> {
  const scope = await scopeOn(ctx, "promotions.read", input.id);
  if (input.wait === 0) return readDetail(ctx.db, scope, input.id);
  const status = async () => (await find(ctx.db, scope, input.id))?.promotion.status;
  const before = await status();
  if (before && !isOver(before)) {
    const timeout = AbortSignal.timeout(input.wait * 1000);
    const signal = ctx.signal ? AbortSignal.any([ctx.signal, timeout]) : timeout;
    for await (const { change } of changes(signal)) {
      // The first item is null: from here on no change is missed, so the status is read again once.
      const concerned =
        change === null || (change.noun === "promotions" && (change.id ?? input.id) === input.id);
      if (concerned && (await status()) !== before) break;
    }
  }
  return readDetail(ctx.db, await scopeOn(ctx, "promotions.read", input.id), input.id);
}
