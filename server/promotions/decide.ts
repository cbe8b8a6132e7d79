import "server-only";
import type { ProjectScope } from "@/server/access/access";
import { waitsForRole } from "@/server/approvals/assign";
import type { Ctx } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";
import { Refusal } from "@/server/foundation/errors";
import { lockFor, scopeOn } from "./access";
import { launch, namedOf } from "./launch";
import { termsOf } from "./policy-in-force";
import { detailed, standing } from "./read";
import { type Reassessed, reassess } from "./reassess";
import { tell } from "./record-and-announce";
import type { Decide, PromotionDetail } from "./schema";
import { addDecision, decisionsOf, type Joined, placeOf, update, voidDecisions } from "./store";

export function evidenceMoved(found: Extract<Reassessed, { changed: true }>): Refusal {
  const { changes, voided, status } = found;
  return new Refusal("CONFLICT", {
    what: "The evidence is no longer what was asked about.",
    why: `${changes.join("; ")}.`,
    todo:
      status === "pending"
        ? `It was pinned again${voided ? ` and ${voided === 1 ? "one approval is" : `${voided} approvals are`} void` : ""}: look at it, then decide.`
        : `It is ${status} now.`,
  });
}

/**
 * Approves or rejects exactly the evidence that was looked at. The last approval that a policy asks for sends the
 * promotion on its way in the same transaction.
 * @throws Refusal CONFLICT when the evidence changed (it is then pinned again, and approvals of the former are void)
 *   or nothing waits for a decision; FORBIDDEN for the requester; BAD_REQUEST for a rejection without a comment
 */
export async function decide(ctx: Ctx, input: Decide): Promise<PromotionDetail> {
  const scope = await scopeOn(ctx, "promotions.decide", input.id);
  if (input.decision === "reject" && input.comment === "") {
    throw new Refusal("BAD_REQUEST", { what: "A rejection says why.", todo: "Add a comment." });
  }
  const moved = await ctx.db.transaction(async (tx) => {
    const row = await lockFor(tx, scope, input.id, input.decision);
    const { promotion } = row;
    if (input.evidenceDigest !== undefined && input.evidenceDigest !== promotion.evidenceDigest) {
      throw new Refusal("CONFLICT", {
        what: "The evidence changed while you were reading.",
        why: promotion.evidenceChanges.length ? `${promotion.evidenceChanges.join("; ")}.` : undefined,
        todo: "Look at it as it is now, then decide.",
      });
    }
    const found = await reassess(ctx, tx, scope, row);
    // Committed all the same: what was void stays void whether or not this reader comes back.
    if (found.changed) return found;
    await settle(ctx, tx, scope, row, input);
    return null;
  });
  if (moved) throw evidenceMoved(moved);
  return detailed(ctx.db, scope, input.id);
}

async function settle(ctx: Ctx, tx: Tx, scope: ProjectScope, row: Joined, input: Decide): Promise<void> {
  const { promotion } = row;
  const named = namedOf(row);
  const { decision, comment } = input;
  const personId = scope.actor.id;
  if (decision === "reject") {
    await voidDecisions(tx, promotion.id, "Rejected by the same person.", personId);
  }
  await addDecision(tx, {
    ...{ promotionId: promotion.id, personId, role: scope.role, decision, comment },
    evidenceDigest: promotion.evidenceDigest,
  });
  const now = new Date().toISOString();
  const said = { evidence: promotion.evidenceDigest, role: scope.role, comment };
  if (decision === "reject") {
    const outcome = `Rejected by ${scope.actor.name}: ${comment}`;
    const ended = { status: "rejected", waitsForRole: null, decidedAt: now, endedAt: now, outcome } as const;
    await update(tx, promotion.id, ended);
    await tell(tx, scope.actor, named, "promotion.rejected", said);
    return;
  }
  const { rules } = termsOf(row.policy);
  const next = waitsForRole(rules, standing(await decisionsOf(tx, [promotion.id])), promotion.requestedBy);
  await update(tx, promotion.id, { waitsForRole: next, decidedAt: next === null ? now : null });
  await tell(tx, scope.actor, named, "promotion.approved", said);
  if (next === null) await launch(ctx, tx, scope, { ...named, ...placeOf(row) });
}

/** Takes a request back. @throws Refusal as the state table says */
export async function cancel(ctx: Ctx, input: { id: string; comment: string }): Promise<PromotionDetail> {
  const scope = await scopeOn(ctx, "promotions.cancel", input.id);
  return ctx.db.transaction(async (tx) => {
    const row = await lockFor(tx, scope, input.id, "cancel");
    const outcome = `Canceled by ${scope.actor.name}${input.comment ? `: ${input.comment}` : "."}`;
    const ended = {
      status: "canceled",
      waitsForRole: null,
      endedAt: new Date().toISOString(),
      outcome,
    } as const;
    await update(tx, input.id, ended);
    await tell(tx, scope.actor, namedOf(row), "promotion.canceled", { comment: input.comment });
    return detailed(tx, scope, input.id);
  });
}
