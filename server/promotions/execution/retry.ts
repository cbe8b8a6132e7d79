import "server-only";
import type { Ctx } from "@/server/foundation/context";
import { Refusal } from "@/server/foundation/errors";
import { lockFor, scopeOn } from "../access";
import { championOf } from "../gather";
import { launch, refOf } from "../launch";
import { readDetail } from "../read";
import { reassess } from "../reassess";
import { recordAndAnnounce } from "../record-and-announce";
import type { PromotionDetail } from "../schema";
import { openStatuses } from "../status";
import { addRetry, placeOf, promotionsAt, update } from "../store";

/**
 * Tries a failed execution again; from then on whoever does counts as having asked for it. Where the evidence changed since, the promotion goes back to its approvers instead:
 * the status of the answer says so.
 * @throws Refusal CONFLICT when nothing failed, or the version was asked for again meanwhile
 */
export async function retry(ctx: Ctx, input: { id: string }): Promise<PromotionDetail> {
  const scope = await scopeOn(ctx, "promotions.request", input.id);
  return ctx.db.transaction(async (tx) => {
    const row = await lockFor(tx, scope, input.id, "retry");
    const { promotion } = row;
    const place = placeOf(row);
    const ref = refOf(row);
    const { versionId } = promotion;
    const [other] = await promotionsAt(tx, scope, { ...place, versionId }, openStatuses);
    if (other) {
      throw new Refusal("CONFLICT", {
        what: `v${row.version} was asked for again meanwhile: promotion ${other.promotion.id}.`,
      });
    }
    await recordAndAnnounce(tx, scope.actor, ref, "promotion.retried");
    if (scope.actor.kind === "person") await addRetry(tx, promotion.id, scope.actor.id);
    if (promotion.rollbackOf !== null) {
      if ((await championOf(tx, place)) !== promotion.championVersionId) {
        throw new Refusal("CONFLICT", {
          what: `v${row.champion} does not serve any more: nothing is left to undo.`,
        });
      }
      await launch(ctx, tx, scope, { ...ref, ...place });
      return readDetail(tx, scope, input.id);
    }
    const found = await reassess(ctx, tx, scope, row);
    if (!found.changed) await launch(ctx, tx, scope, { ...ref, ...place });
    else {
      // Approvals are asked for again, so the promotion gets the policy's whole time again.
      const expiresAt = new Date(Date.now() + row.policy.expiresAfterHours * 3_600_000).toISOString();
      await update(tx, input.id, { expiresAt });
    }
    return readDetail(tx, scope, input.id);
  });
}
