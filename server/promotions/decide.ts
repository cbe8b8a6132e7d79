import "server-only";
import type { ProjectScope } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";
import { Refusal } from "@/server/foundation/errors";
import { lockFor, scopeOn } from "./access";
import { judgeDecisions } from "./judge";
import { refOf } from "./launch";
import { readDetail } from "./read";
import { type Reassessed, reassess } from "./reassess";
import { recordAndAnnounce } from "./record-and-announce";
import type { Decide, PromotionDetail } from "./schema";
import { settle } from "./settle";
import { addDecision, type Joined, update, voidDecisions } from "./store";

/** The answer to a decision on evidence that changed meanwhile. */
export function evidenceChanged(found: Extract<Reassessed, { changed: true }>): Refusal {
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
 * Approves or rejects exactly the evidence that the reader saw. The last approval that it takes starts the execution in
 * the same transaction; so does an owner's bypass, without the approvals that are missing.
 * @throws Refusal CONFLICT when the evidence changed (it is then pinned again, and earlier approvals are void) or no
 *   decision is waited for; FORBIDDEN for the requester, and for a bypass by others than
 *   owners; BAD_REQUEST for a rejection or a bypass without a comment
 */
export async function decide(ctx: Ctx, input: Decide): Promise<PromotionDetail> {
  const scope = await scopeOn(ctx, "promotions.decide", input.id);
  if (input.decision !== "approve" && input.comment === "") {
    const what = input.decision === "reject" ? "A rejection says why." : "A bypass says why.";
    throw new Refusal("BAD_REQUEST", { what, todo: "Add a comment." });
  }
  const changed = await ctx.db.transaction(async (tx) => {
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
    // Returned and not thrown, so that the new evidence and the void approvals are committed.
    if (found.changed) return found;
    await recordDecision(ctx, tx, scope, row, input);
    return null;
  });
  if (changed) throw evidenceChanged(changed);
  return readDetail(ctx.db, scope, input.id);
}

async function recordDecision(
  ctx: Ctx,
  tx: Tx,
  scope: ProjectScope,
  row: Joined,
  input: Decide,
): Promise<void> {
  const { promotion } = row;
  const ref = refOf(row);
  const { decision, comment } = input;
  const personId = scope.actor.id;
  const now = new Date().toISOString();
  if (decision !== "approve") {
    const because = `${decision === "reject" ? "Rejected" : "Bypassed"} by the same person.`;
    await voidDecisions(tx, promotion.id, now, because, personId);
  }
  await addDecision(tx, {
    ...{ promotionId: promotion.id, personId, role: scope.role, decision, comment },
    evidenceDigest: promotion.evidenceDigest,
  });
  const data = { evidence: promotion.evidenceDigest, role: scope.role, comment };
  if (decision === "reject") {
    const outcome = `Rejected by ${scope.actor.name}: ${comment}`;
    const ended = { status: "rejected", waitsForRole: null, decidedAt: now, endedAt: now, outcome } as const;
    await update(tx, promotion.id, ended);
    await recordAndAnnounce(tx, scope.actor, ref, "promotion.rejected", data);
    return;
  }
  if (decision === "bypass") {
    const { done: given, total: asked } = await judgeDecisions(tx, row);
    await recordAndAnnounce(tx, scope.actor, ref, "promotion.bypassed", { ...data, given, asked });
  } else await recordAndAnnounce(tx, scope.actor, ref, "promotion.approved", data);
  await settle(ctx, tx, scope, row);
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
    await recordAndAnnounce(tx, scope.actor, refOf(row), "promotion.canceled", { comment: input.comment });
    return readDetail(tx, scope, input.id);
  });
}
