import "server-only";
import type { ProjectScope } from "@/server/access/access";
import { type Role, roles } from "@/server/access/rights";
import { type Approval, assign, progress } from "@/server/approvals/assign";
import type { Db, Tx } from "@/server/foundation/db/open";
import { Refusal } from "@/server/foundation/errors";
import { gateOutcome } from "@/server/gates/schema";
import { type Pinned, readPinned } from "./evidence/pin";
import { toWhole } from "./evidence/whole";
import { deciders, rulesOf, termsOfPolicy } from "./policy-in-force";
import type { Evidence, Promotion, PromotionDetail, Reader, StepDetail } from "./schema";
import { type DecisionRow, decisionsOf, find, type Joined, type StepRow, stepsOf } from "./store";

/** The approvals that are not void, in the order given. */
export function validApprovals(decisions: readonly DecisionRow[]): Approval[] {
  return decisions
    .filter(({ decision, voidedAt }) => decision === "approve" && voidedAt === null)
    .map(({ personId, role }) => ({ person: personId, role: roles.find((r) => r === role) ?? "viewer" }));
}

/** What the transition table needs to know of the reader. */
export function readerOf(scope: ProjectScope, row: Joined, decisions: readonly DecisionRow[]): Reader {
  const me = scope.actor.kind === "person" ? scope.actor.id : "";
  return {
    role: scope.role,
    isOwner: scope.actor.isOwner,
    isRequester: row.promotion.requestedBy === me,
    hasApproved: validApprovals(decisions).some(({ person }) => person === me),
  };
}

function bypassOf(
  decisions: readonly DecisionRow[],
  { done: given, total: asked }: { done: number; total: number },
): Promotion["bypass"] {
  const found = decisions.find(({ decision, voidedAt }) => decision === "bypass" && voidedAt === null);
  if (!found) return null;
  const { personId: id, name, comment: reason, createdAt: at } = found;
  return { by: { id, name }, reason, at, given, asked };
}

function toPromotion(row: Joined, decisions: readonly DecisionRow[], steps: readonly StepRow[]): Promotion {
  const { promotion: p, environment, policy } = row;
  const { gates, rules } = termsOfPolicy(policy);
  const asked = rulesOf(row);
  const names = new Map(decisions.map(({ personId, name }) => [personId, name]));
  const by = assign(asked, validApprovals(decisions), p.requestedBy);
  return {
    id: p.id,
    project: row.project,
    model: row.model,
    version: row.version,
    environment: environment.name,
    status: p.status,
    reason: p.reason,
    requestedBy: row.requester,
    champion: row.champion,
    rollbackOf: p.rollbackOf,
    policy: { revision: policy.revision, gates, rules },
    gates: gateOutcome.array().parse(p.gates),
    approvals: asked.map((rule, index) => ({
      ...rule,
      by: (by[index] ?? []).map((person) => ({ id: person, name: names.get(person) ?? "" })),
    })),
    bypass: bypassOf(decisions, progress(asked, by)),
    waitsForRole: p.waitsForRole,
    decisions: decisions.map((d) => ({
      id: d.id,
      person: { id: d.personId, name: d.name },
      role: d.role,
      decision: d.decision,
      comment: d.comment,
      evidenceDigest: d.evidenceDigest,
      createdAt: d.createdAt,
      voidedAt: d.voidedAt,
      voidedBecause: d.voidedBecause,
    })),
    evidenceDigest: p.evidenceDigest,
    evidencePinnedAt: p.evidencePinnedAt,
    evidenceChanges: p.evidenceChanges,
    execution: steps.map(({ kind, status, attempt, detail, startedAt, finishedAt }) => ({
      ...{ kind, status, attempt, startedAt, finishedAt },
      detail: detail as StepDetail,
    })),
    failure: p.failure,
    target: {
      connection: environment.connectionId,
      connectionName: row.connectionName,
      alias: environment.alias,
    },
    serving: row.serving,
    createdAt: p.createdAt,
    expiresAt: p.expiresAt,
    decidedAt: p.decidedAt,
    endedAt: p.endedAt,
    outcome: p.outcome,
  };
}

/** Promotions as the API shows them, with their decisions and steps. */
export async function toPromotions(
  db: Db | Tx,
  rows: readonly Joined[],
): Promise<{ promotion: Promotion; decisions: DecisionRow[] }[]> {
  const ids = rows.map((row) => row.promotion.id);
  const [decisions, steps] = [await decisionsOf(db, ids), await stepsOf(db, ids)];
  return rows.map((row) => {
    const mine = decisions.filter((d) => d.promotionId === row.promotion.id);
    const own = steps.filter((s) => s.promotionId === row.promotion.id);
    return { promotion: toPromotion(row, mine, own), decisions: mine };
  });
}

/** Evidence as the API shows it. */
export const toEvidence = ({ sections, digests }: Pick<Pinned, "sections" | "digests">): Evidence => ({
  ...toWhole(sections),
  sections: digests,
});

/** One promotion as its reader sees it: with the evidence, and what this reader may do. */
export async function readDetail(db: Db | Tx, scope: ProjectScope, id: string): Promise<PromotionDetail> {
  const row = await find(db, scope, id);
  if (!row) throw new Refusal("NOT_FOUND", { what: `There is no promotion ${id}.` });
  const [one] = await toPromotions(db, [row]);
  if (!one) throw new Error(`promotion ${id} was not shaped`);
  const { requestedBy, waitsForRole, projectId } = row.promotion;
  const given = new Set(validApprovals(one.decisions).map(({ person }) => person));
  const all = waitsForRole ? ((await deciders(db, [projectId])).get(projectId) ?? []) : [];
  return {
    ...one.promotion,
    evidence: toEvidence(readPinned(row.promotion.evidence)),
    you: readerOf(scope, row, one.decisions),
    couldApprove: all
      .filter(
        ({ person, role }) => person !== requestedBy && !given.has(person) && reaches(role, waitsForRole),
      )
      .map(({ person, name, role }) => ({ id: person, name, role })),
    previous: row.champion,
  };
}

const reaches = (role: Role, least: Role | null) =>
  least !== null && roles.indexOf(role) >= roles.indexOf(least);
