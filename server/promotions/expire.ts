import "server-only";
import type { ProjectScope } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import { sendJob } from "@/server/queue/boss";
import { scopeOn } from "./access";
import { namedOf } from "./launch";
import { reassess } from "./reassess";
import { tell, terrapin } from "./record-and-announce";
import { askOwn } from "./status";
import { everyOpen, lock, update } from "./store";

/**
 * What time does to open promotions: those whose time is over expire; evidence that a sync changed is pinned again
 * and its approvers are told, without waiting for somebody to look; an execution whose job was lost gets another.
 */
export async function expireDue(ctx: Ctx): Promise<void> {
  for (const { id } of await everyOpen(ctx.db)) {
    const scope = await scopeOn(ctx, "promotions.read", id);
    await tend(ctx, scope, id);
  }
}

async function tend(ctx: Ctx, scope: ProjectScope, id: string): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const row = await lock(tx, scope, id);
    if (!row) return;
    const { promotion } = row;
    if (promotion.status === "executing") {
      await sendJob(ctx, tx, "execute", { promotion: id }, { singletonKey: id });
      return;
    }
    if (askOwn(promotion.status, "expire").ok && Date.parse(promotion.expiresAt) <= Date.now()) {
      const outcome = "Its time was over before it had all its approvals.";
      await update(tx, id, {
        status: "expired",
        waitsForRole: null,
        endedAt: new Date().toISOString(),
        outcome,
      });
      await tell(tx, terrapin, namedOf(row), "promotion.expired");
      return;
    }
    if (promotion.rollbackOf === null) await reassess(ctx, tx, scope, row);
  });
}
