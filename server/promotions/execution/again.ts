import "server-only";
import type { Ctx } from "@/server/foundation/context";
import { Refusal } from "@/server/foundation/errors";
import { lockFor, scopeOn } from "../access";
import { digestOf } from "../evidence";
import { championOf, gather } from "../gather";
import { launch, namedOf } from "../launch";
import { detailed } from "../read";
import { reassess } from "../reassess";
import { tell } from "../record-and-announce";
import type { PromotionDetail } from "../schema";
import { openStatuses } from "../status";
import { inPlace, insert, update } from "../store";

/**
 * Tries a failed execution again. Where the evidence changed since, the promotion goes back to its approvers instead:
 * what comes back says so.
 * @throws Refusal CONFLICT when nothing failed, or the version was asked for anew
 */
export async function retry(ctx: Ctx, input: { id: string }): Promise<PromotionDetail> {
  const scope = await scopeOn(ctx, "promotions.request", input.id);
  return ctx.db.transaction(async (tx) => {
    const row = await lockFor(tx, scope, input.id, "retry");
    const { promotion } = row;
    const place = { modelId: promotion.modelId, environmentId: promotion.environmentId };
    const named = namedOf(row);
    const [other] = await inPlace(tx, scope, { ...place, versionId: promotion.versionId }, openStatuses);
    if (other) {
      throw new Refusal("CONFLICT", {
        what: `v${row.version} was asked for again meanwhile: promotion ${other.promotion.id}.`,
      });
    }
    await tell(tx, scope.actor, named, "promotion.retried");
    if (promotion.rollbackOf !== null) {
      if ((await championOf(tx, place)) !== promotion.championVersionId) {
        throw new Refusal("CONFLICT", {
          what: `v${row.champion} does not serve any more: nothing is left to undo.`,
        });
      }
      await launch(ctx, tx, scope, { ...named, ...place });
      return detailed(tx, scope, input.id);
    }
    const found = await reassess(ctx, tx, scope, row);
    if (!found.changed) await launch(ctx, tx, scope, { ...named, ...place });
    else {
      // Approvals are asked for again, so there is again as much time for them.
      const expiresAt = new Date(Date.now() + row.policy.expiresAfterHours * 3_600_000).toISOString();
      await update(tx, input.id, { expiresAt });
    }
    return detailed(tx, scope, input.id);
  });
}

/**
 * Goes back to the version that served before: a new promotion that names the one it undoes, asks nobody and is
 * carried out at once.
 * @throws Refusal CONFLICT when it does not serve, nothing served before it, or another is on its way
 */
export async function rollBack(ctx: Ctx, input: { id: string; reason: string }): Promise<PromotionDetail> {
  const scope = await scopeOn(ctx, "promotions.rollBack", input.id);
  if (scope.actor.kind !== "person") throw new Refusal("FORBIDDEN", { what: "Only a person rolls back." });
  const requestedBy = scope.actor.id;
  return ctx.db.transaction(async (tx) => {
    const row = await lockFor(tx, scope, input.id, "rollBack");
    const { promotion, policy } = row;
    const place = { modelId: promotion.modelId, environmentId: promotion.environmentId };
    const versionId = promotion.championVersionId;
    if (versionId === null) {
      throw new Refusal("CONFLICT", {
        what: `No version served ${row.environment.name} before v${row.version}.`,
        todo: "Promote another version.",
      });
    }
    const [ahead] = await inPlace(tx, scope, place, ["executing"]);
    if (ahead) {
      throw new Refusal("CONFLICT", {
        what: `Promotion ${ahead.promotion.id} is on its way into ${row.environment.name}.`,
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
    const now = new Date();
    const id = await insert(tx, {
      ...place,
      versionId,
      projectId: promotion.projectId,
      policyId: found.policy.id,
      championVersionId: promotion.versionId,
      rollbackOf: promotion.id,
      status: "approved",
      reason: input.reason,
      requestedBy,
      evidence: found.evidence,
      evidenceDigest: digestOf(found.evidence),
      gates: [],
      createdAt: now.toISOString(),
      decidedAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + policy.expiresAfterHours * 3_600_000).toISOString(),
    });
    const named = { ...namedOf(row), id, version: found.evidence.challenger.version };
    await tell(tx, scope.actor, named, "promotion.roll_back_requested", {
      undoes: promotion.id,
      from: row.version,
      reason: input.reason,
    });
    await launch(ctx, tx, scope, { ...named, ...place });
    return detailed(tx, scope, id);
  });
}
