import "server-only";
import type { ProjectScope } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import { sendJob } from "@/server/queue/boss";
import { scopeOn } from "./access";
import { refOf } from "./launch";
import { reassess } from "./reassess";
import { recordAndAnnounce, systemActor } from "./record-and-announce";
import { checkSystemAction } from "./status";
import { allOpen, lockPromotion, update } from "./store";

/**
 * Looks after all open promotions: those past their deadline expire; evidence that a sync changed is pinned again and
 * open pages are told, before anybody opens the promotion; an execution whose job was lost gets a new job.
 */
export async function maintainOpenPromotions(ctx: Ctx): Promise<void> {
  for (const { id } of await allOpen(ctx.db)) {
    const scope = await scopeOn(ctx, "promotions.read", id);
    await maintain(ctx, scope, id);
  }
}

async function maintain(ctx: Ctx, scope: ProjectScope, id: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const row = await lockPromotion(tx, scope, id);
    if (!row) return;
    const { promotion } = row;
    if (promotion.status === "executing") {
      await sendJob(ctx, tx, "execute", { promotion: id }, { singletonKey: id });
      return;
    }
    if (checkSystemAction(promotion.status, "expire").ok && Date.parse(promotion.expiresAt) <= Date.now()) {
      const outcome = "Its time was over before it had all its approvals.";
      await update(tx, id, {
        status: "expired",
        waitsForRole: null,
        endedAt: new Date().toISOString(),
        outcome,
      });
      await recordAndAnnounce(tx, systemActor, refOf(row), "promotion.expired");
      return;
    }
    if (promotion.rollbackOf === null) await reassess(ctx, tx, scope, row);
  });
}
