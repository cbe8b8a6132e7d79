import "server-only";
import type { ProjectScope } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";
import { type Judgement, judgeDecisions } from "./judge";
import { launch, refOf } from "./launch";
import { recordAndAnnounce, systemActor } from "./record-and-announce";
import { type Joined, placeOf, update, voidDecisions } from "./store";

/**
 * Brings a pending promotion up to date with its decisions, and starts its execution once it has all it takes. The
 * caller has locked the model.
 */
export async function settle(on: Pick<Ctx, "db">, tx: Tx, scope: ProjectScope, row: Joined): Promise<void> {
  const { waitsForRole, waitsForOwner } = await judgeDecisions(tx, row);
  const decidedAt = waitsForRole === null ? new Date().toISOString() : null;
  await update(tx, row.promotion.id, { waitsForRole, waitsForOwner, decidedAt });
  if (waitsForRole === null) await launch(on, tx, scope, { ...refOf(row), ...placeOf(row) });
}

/**
 * Voids the approvals of people who left, were closed or were demoted since, and records it.
 * @returns why each was lost, a sentence without its full stop each, and what the others come to
 */
export async function voidLost(tx: Tx, row: Joined): Promise<{ lost: string[]; judgement: Judgement }> {
  const judgement = await judgeDecisions(tx, row);
  const now = new Date().toISOString();
  const lost: string[] = [];
  for (const { personId, standing } of judgement.decisions) {
    if (standing?.state !== "lost") continue;
    await voidDecisions(tx, row.promotion.id, now, standing.why, personId);
    lost.push(standing.why.replace(/\.$/, ""));
  }
  if (lost.length > 0)
    await recordAndAnnounce(tx, systemActor, refOf(row), "promotion.approvals_lost", { lost });
  return { lost, judgement };
}
