import "server-only";
import type { ProjectScope } from "@/server/access/access";
import { type Role, roles } from "@/server/access/rights";
import type { Db, Tx } from "@/server/foundation/db/open";
import { Refusal } from "@/server/foundation/errors";
import { gateOutcome } from "@/server/gates/schema";
import { type Pinned, readPinned } from "./evidence/pin";
import { toWhole } from "./evidence/whole";
import { type JudgedDecision, type Judgement, judge } from "./judge";
import { deciders, termsOfPolicy } from "./policy-in-force";
import type { Evidence, Promotion, PromotionDetail, Reader, StepDetail } from "./schema";
import { find, type Joined, type StepRow, stepsOf } from "./store";

/** The people with an approval that is neither void nor lost. */
export const approversOf = ({ decisions }: Judgement): string[] =>
  decisions
    .filter((d) => d.decision === "approve" && d.standing !== null && d.standing.state !== "lost")
    .map(({ personId }) => personId);

/** What the transition table needs to know of the reader. */
export function readerOf(scope: ProjectScope, row: Joined, judgement: Judgement): Reader {
  const me = scope.actor.kind === "person" ? scope.actor.id : "";
  return {
    role: scope.role,
    isOwner: scope.actor.isOwner,
    isRequester: row.promotion.requestedBy === me || judgement.retries.some(({ id }) => id === me),
    hasApproved: approversOf(judgement).includes(me),
  };
}

function bypassOf({ bypass, done: given, total: asked }: Judgement): Promotion["bypass"] {
  if (!bypass) return null;
  const { personId: id, name, comment: reason, createdAt: at } = bypass;
  return { by: { id, name }, reason, at, given, asked };
}

/** A decision as the API shows it: one that is lost reads as void, as it will be at the next check. */
function toDecision(d: JudgedDecision): Promotion["decisions"][number] {
  const { standing } = d;
  const lost = standing?.state === "lost" ? standing : null;
  return {
    id: d.id,
    person: { id: d.personId, name: d.name },
    role: d.role,
    decision: d.decision,
    comment: d.comment,
    evidenceDigest: d.evidenceDigest,
    waitsForOwner: standing?.state === "waits_for_owner" ? standing.why : null,
    agreedBy: d.agreedBy === null ? null : { id: d.agreedBy, name: d.agreedByName ?? "" },
    createdAt: d.createdAt,
    voidedAt: d.voidedAt ?? lost?.at ?? null,
    voidedBecause: d.voidedBecause ?? lost?.why ?? null,
  };
}

/** Who asked for it, in the order of time. */
const requestersOf = (
  { promotion: p, requester }: Joined,
  { retries }: Judgement,
): Promotion["requesters"] => [
  { ...requester, how: p.requestedVia === "token" ? "token" : "asked", at: p.createdAt },
  ...retries.map(({ id, name, at }) => ({ id, name, at, how: "retried" as const })),
];

function toPromotion(row: Joined, judgement: Judgement, steps: readonly StepRow[]): Promotion {
  const { decisions, rules: asked, by } = judgement;
  const { promotion: p, environment, policy } = row;
  const { gates, rules } = termsOfPolicy(policy);
  const names = new Map(decisions.map(({ personId, name }) => [personId, name]));
  return {
    id: p.id,
    project: row.project,
    model: row.model,
    version: row.version,
    environment: environment.name,
    status: p.status,
    reason: p.reason,
    requestedBy: row.requester,
    requesters: requestersOf(row, judgement),
    champion: row.champion,
    rollbackOf: p.rollbackOf,
    policy: { revision: policy.revision, gates, rules },
    gates: gateOutcome.array().parse(p.gates),
    approvals: asked.map((rule, index) => ({
      ...rule,
      by: (by[index] ?? []).map((person) => ({ id: person, name: names.get(person) ?? "" })),
    })),
    bypass: bypassOf(judgement),
    waitsForRole: p.waitsForRole,
    waitsForOwner: judgement.waitsForOwner,
    decisions: decisions.map((d) => toDecision(d)),
    evidenceDigest: p.evidenceDigest,
    evidencePinnedAt: p.evidencePinnedAt,
    evidenceChanges: p.evidenceChanges,
    versionGone: p.versionGone,
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
): Promise<{ promotion: Promotion; judgement: Judgement }[]> {
  const judged = await judge(db, rows);
  const steps = await stepsOf(
    db,
    rows.map((row) => row.promotion.id),
  );
  return rows.flatMap((row) => {
    const judgement = judged.get(row.promotion.id);
    const own = steps.filter((s) => s.promotionId === row.promotion.id);
    return judgement ? [{ promotion: toPromotion(row, judgement, own), judgement }] : [];
  });
}

/** Every number of the evidence with its source. */
function numbersOf(sections: Pinned["sections"]): Evidence["numbers"] {
  const { challenger, champion, metricsFrom } = sections;
  const of = (
    version: string,
    said: typeof sections.championMetrics,
    sent: typeof sections.championSent,
  ): Evidence["numbers"] => [
    ...Object.entries(said ?? {}).map(([metric, value]) => ({
      ...{ version, metric, value, source: metricsFrom ?? null, sentBy: null, at: null },
    })),
    ...Object.entries(sent ?? {}).map(([metric, { value, by, at }]) => ({
      ...{ version, metric, value, source: "api" as const, sentBy: by, at },
    })),
  ];
  return [
    ...of(challenger.version, sections.challengerMetrics, sections.challengerSent),
    ...(champion ? of(champion.version, sections.championMetrics, sections.championSent) : []),
  ];
}

/** Evidence as the API shows it. */
export const toEvidence = ({ sections, digests }: Pick<Pinned, "sections" | "digests">): Evidence => ({
  ...toWhole(sections),
  numbers: numbersOf(sections),
  sections: digests,
});

/** One promotion as its reader sees it: with the evidence, and what this reader may do. */
export async function readDetail(db: Db | Tx, scope: ProjectScope, id: string): Promise<PromotionDetail> {
  const row = await find(db, scope, id);
  if (!row) throw new Refusal("NOT_FOUND", { what: `There is no promotion ${id}.` });
  const [one] = await toPromotions(db, [row]);
  if (!one) throw new Error(`promotion ${id} was not shaped`);
  const { waitsForRole, projectId } = row.promotion;
  const given = new Set(approversOf(one.judgement));
  const asked = new Set(one.promotion.requesters.map(({ id }) => id));
  const all = waitsForRole ? ((await deciders(db, [projectId])).get(projectId) ?? []) : [];
  return {
    ...one.promotion,
    evidence: toEvidence(readPinned(row.promotion.evidence)),
    you: readerOf(scope, row, one.judgement),
    couldApprove: all
      .filter(({ person, role }) => !asked.has(person) && !given.has(person) && reaches(role, waitsForRole))
      .map(({ person, name, role }) => ({ id: person, name, role })),
    previous: row.champion,
  };
}

const reaches = (role: Role, least: Role | null) =>
  least !== null && roles.indexOf(role) >= roles.indexOf(least);
