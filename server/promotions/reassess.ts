import "server-only";
import type { ProjectScope } from "@/server/access/access";
import { strictest } from "@/server/approvals/strictest";
import type { Ctx } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";
import { assess, needsNobody } from "./assess";
import { changedSections, changesBetween } from "./evidence/changes";
import { pin, readPinned } from "./evidence/pin";
import type { Sections } from "./evidence/sections";
import { deleteSteps as removeSteps } from "./execution/store";
import { gather } from "./gather";
import { launch, refOf } from "./launch";
import { recordNewTerms } from "./new-terms";
import { rulesOf } from "./policy-in-force";
import { recordAndAnnounce, systemActor } from "./record-and-announce";
import type { PromotionStatus } from "./schema";
import { voidLost } from "./settle";
import { checkSystemAction } from "./status";
import { type Joined, placeOf, promotionsAt, update, voidDecisions } from "./store";

export type Reassessed =
  | { changed: false; sections?: Sections }
  | { changed: true; status: PromotionStatus; changes: string[]; voided: number };

/**
 * Compares the evidence as it is now with what was pinned, and whether the registry has the version. When it differs, it is
 * pinned again: earlier approvals are void, the gates are evaluated again, and the change is recorded. A changed policy
 * asks again under its new terms, and never for less than the terms before. The caller has locked the model.
 */
export async function reassess(
  on: Pick<Ctx, "db">,
  tx: Tx,
  scope: ProjectScope,
  row: Joined,
): Promise<Reassessed> {
  const { promotion } = row;
  const ref = refOf(row);
  if (!checkSystemAction(promotion.status, "reassess").ok) return { changed: false };
  const now = new Date().toISOString();
  const fresh = await gather(tx, promotion, row.policy);
  if (!fresh) {
    const outcome = `The environment ${ref.environment} was removed.`;
    await update(tx, promotion.id, { status: "canceled", waitsForRole: null, endedAt: now, outcome });
    await recordAndAnnounce(tx, systemActor, ref, "promotion.canceled", { because: outcome });
    return { changed: true, status: "canceled", changes: [outcome], voided: 0 };
  }
  if (fresh.championVersionId === promotion.versionId) {
    const outcome = `v${ref.version} serves ${ref.environment} already.`;
    await update(tx, promotion.id, { status: "superseded", waitsForRole: null, endedAt: now, outcome });
    await removeSteps(tx, promotion.id);
    await recordAndAnnounce(tx, systemActor, ref, "promotion.superseded", { because: outcome });
    return { changed: true, status: "superseded", changes: [outcome], voided: 0 };
  }
  const pinned = readPinned(promotion.evidence);
  // A model that was renamed is the same one: approvals of it stay.
  const target = { ...fresh.sections.target, model: pinned.sections.target.model };
  const sections = { ...fresh.sections, target };
  if (
    pinned.digestOf(sections) === promotion.evidenceDigest &&
    (fresh.versionGone === null) === (promotion.versionGone === null)
  )
    return (await recount(tx, row)) ?? { changed: false, sections: fresh.sections };

  const changes = [
    ...presenceChanges(ref.version, promotion.versionGone, fresh.versionGone),
    ...changesBetween(pinned.sections, sections),
  ];
  const because = `${changes.join("; ")}.`;
  const voided = await voidDecisions(tx, promotion.id, now, because);
  const repinned = pin(fresh.sections);
  const rules = strictest(rulesOf(row), fresh.sections.policy.rules);
  const assessed = assess(fresh, rules, promotion.requestedBy);
  await removeSteps(tx, promotion.id);
  await update(tx, promotion.id, {
    policyId: fresh.policy.id,
    championVersionId: fresh.championVersionId,
    rules,
    ...repinned,
    ...assessed,
    waitsForOwner: false,
    evidencePinnedAt: now,
    evidenceChanges: changes,
    decidedAt: null,
    endedAt: null,
    failure: null,
  });
  await recordAndAnnounce(tx, systemActor, ref, "promotion.evidence_changed", {
    ...{ changes, voided, sections: changedSections(pinned.sections, sections) },
    ...{ from: promotion.evidenceDigest, to: repinned.evidenceDigest, policy: fresh.policy.revision },
    gates: assessed.status === "pending" ? "pass" : "block",
  });
  if (fresh.policy.id !== promotion.policyId) await recordNewTerms(tx, row, fresh.policy, rules);
  const status = needsNobody(rules, assessed.status)
    ? await launch(on, tx, scope, { ...ref, ...placeOf(row) })
    : assessed.status;
  return { changed: true, status, changes, voided };
}

/**
 * Voids approvals that do not count any more. A promotion that had all it takes, and does not have it now, waits for
 * approvals again, also in the middle of its execution.
 * @returns null where it goes on as it was
 */
async function recount(tx: Tx, row: Joined): Promise<Extract<Reassessed, { changed: true }> | null> {
  const { promotion } = row;
  const { lost, judgement } = await voidLost(tx, row);
  const { waitsForRole, waitsForOwner } = judgement;
  if (promotion.status === "pending") {
    if (
      lost.length > 0 ||
      waitsForOwner !== promotion.waitsForOwner ||
      waitsForRole !== promotion.waitsForRole
    )
      await update(tx, promotion.id, { waitsForRole, waitsForOwner });
    return null;
  }
  if (promotion.status === "blocked" || waitsForRole === null) return null;
  await removeSteps(tx, promotion.id);
  await update(tx, promotion.id, {
    ...{ status: "pending", waitsForRole, waitsForOwner },
    ...{ decidedAt: null, endedAt: null, failure: null, outcome: null },
  });
  await recordAndAnnounce(tx, systemActor, refOf(row), "promotion.asked_again", { because: lost });
  const changes = lost.length > 0 ? lost : ["an approval does not count any more"];
  return { changed: true, status: "pending", changes, voided: lost.length };
}

/** Whether the registry has the version, in words without their full stop, where that changed. */
function presenceChanges(version: string, was: string | null, is: string | null): string[] {
  if ((was === null) === (is === null)) return [];
  return [is === null ? `v${version} is in the registry again` : is.replace(/\.$/, "")];
}

/** Reassesses every promotion of a model into an environment that is open and not being carried out. */
export async function reassessPlace(
  on: Pick<Ctx, "db">,
  tx: Tx,
  scope: ProjectScope,
  at: { modelId: string; environmentId: string },
): Promise<void> {
  for (const row of await promotionsAt(tx, scope, at, ["pending", "blocked", "approved"])) {
    if (row.promotion.rollbackOf === null) await reassess(on, tx, scope, row);
  }
}
