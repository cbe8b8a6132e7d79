import "server-only";
import type { Ctx } from "@/server/foundation/context";
import { Refusal } from "@/server/foundation/errors";
import { lockFor, scopeOn } from "./access";
import { evidenceChanged } from "./decide";
import { judgeDecisions } from "./judge";
import { refOf } from "./launch";
import { readDetail } from "./read";
import { reassess } from "./reassess";
import { recordAndAnnounce } from "./record-and-announce";
import type { PromotionDetail } from "./schema";
import { settle } from "./settle";
import { agreeToDecision } from "./store";

/**
 * An owner who neither asked nor decides agrees that the approval of somebody counts who was let in after the request.
 * @param input.decision the id of the approval
 * @throws Refusal FORBIDDEN for others, NOT_FOUND, CONFLICT when the approval needs no agreement or the evidence changed
 */
export async function agree(ctx: Ctx, input: { id: string; decision: string }): Promise<PromotionDetail> {
  const scope = await scopeOn(ctx, "promotions.decide", input.id);
  const changed = await ctx.db.transaction(async (tx) => {
    const row = await lockFor(tx, scope, input.id, "agree");
    const found = await reassess(ctx, tx, scope, row);
    // Returned and not thrown, so that the new evidence and the void approvals are committed.
    if (found.changed) return found;
    const { decisions } = await judgeDecisions(tx, row);
    const decision = decisions.find(({ id }) => id === input.decision);
    if (!decision)
      throw new Refusal("NOT_FOUND", { what: `This promotion has no decision ${input.decision}.` });
    if (decision.personId === scope.actor.id)
      throw new Refusal("FORBIDDEN", { what: "It is your own approval: another owner agrees to it." });
    if (decision.standing?.state !== "waits_for_owner")
      throw new Refusal("CONFLICT", { what: `The decision of ${decision.name} needs no owner's agreement.` });
    await agreeToDecision(tx, decision.id, scope.actor.id);
    await recordAndAnnounce(tx, scope.actor, refOf(row), "promotion.approval_agreed", {
      person: { id: decision.personId, name: decision.name },
      because: decision.standing.why,
    });
    await settle(ctx, tx, scope, row);
    return null;
  });
  if (changed) throw evidenceChanged(changed);
  return readDetail(ctx.db, scope, input.id);
}
