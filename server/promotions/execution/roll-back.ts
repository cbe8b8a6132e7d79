import "server-only";
import type { Ctx } from "@/server/foundation/context";
import { Refusal } from "@/server/foundation/errors";
import { lockFor, scopeOn } from "../access";
import { pin } from "../evidence/pin";
import { gather } from "../gather";
import { launch, refOf } from "../launch";
import { readDetail } from "../read";
import { recordAndAnnounce } from "../record-and-announce";
import type { PromotionDetail } from "../schema";
import { insert, placeOf, promotionsAt } from "../store";

/**
 * Goes back to the version that served before: a new promotion that names the one it undoes, asks nobody and is
 * carried out at once.
 * @throws Refusal CONFLICT when it does not serve, nothing served before it, or another is being carried out
 */
export async function rollBack(ctx: Ctx, input: { id: string; reason: string }): Promise<PromotionDetail> {
  const scope = await scopeOn(ctx, "promotions.rollBack", input.id);
  if (scope.actor.kind !== "person") throw new Refusal("FORBIDDEN", { what: "Only a person rolls back." });
  const requestedBy = scope.actor.id;
  return ctx.db.transaction(async (tx) => {
    const row = await lockFor(tx, scope, input.id, "rollBack");
    const { promotion, policy } = row;
    const place = placeOf(row);
    const versionId = promotion.championVersionId;
    if (versionId === null) {
      throw new Refusal("CONFLICT", {
        what: `No version served ${row.environment.name} before v${row.version}.`,
        todo: "Promote another version.",
      });
    }
    const [executing] = await promotionsAt(tx, scope, place, ["executing"]);
    if (executing) {
      throw new Refusal("CONFLICT", {
        what: `Promotion ${executing.promotion.id} is on its way into ${row.environment.name}.`,
        todo: "Wait until it is over.",
      });
    }
    const found = await gather(tx, { ...place, versionId }, policy);
    if (!found) {
      throw new Refusal("CONFLICT", {
        what: `v${row.champion} can't be gone back to.`,
        why: "The version or the environment is gone.",
      });
    }
    if (found.versionGone !== null) {
      throw new Refusal("CONFLICT", {
        what: `v${row.champion} can't be gone back to.`,
        why: found.versionGone,
        todo: "Promote another version.",
      });
    }
    const now = new Date();
    const id = await insert(tx, {
      ...place,
      versionId,
      projectId: promotion.projectId,
      policyId: found.policy.id,
      championVersionId: promotion.versionId,
      rollbackOf: promotion.id,
      status: "approved",
      rules: [],
      reason: input.reason,
      requestedBy,
      ...pin(found.sections),
      gates: [],
      createdAt: now.toISOString(),
      decidedAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + policy.expiresAfterHours * 3_600_000).toISOString(),
    });
    const ref = { ...refOf(row), id, version: found.sections.challenger.version };
    await recordAndAnnounce(tx, scope.actor, ref, "promotion.roll_back_requested", {
      undoes: promotion.id,
      from: row.version,
      reason: input.reason,
    });
    await launch(ctx, tx, scope, { ...ref, ...place });
    return readDetail(tx, scope, id);
  });
}
