import "server-only";
import { asc, eq, inArray } from "drizzle-orm";
import { roles } from "@/server/access/rights";
import { type Approval, assign, progress, waitsForRole } from "@/server/approvals/assign";
import type { Rule } from "@/server/approvals/schema";
import { type AccessChange, type Standing, standingOf } from "@/server/approvals/standing";
import type { Db, Tx } from "@/server/foundation/db/open";
import { people } from "@/server/foundation/db/tables/people";
import { promotionRetries } from "@/server/foundation/db/tables/promotions";
import { accessChangesOf } from "@/server/people/access-changes";
import { type Decider, deciders, rulesOf } from "./policy-in-force";
import { isOpen } from "./status";
import { type DecisionRow, decisionsOf, findAll, type Joined } from "./store";

export type Retry = { promotionId: string; id: string; name: string; at: string };

/** A decision with what it is worth now; null where it is void, or is a rejection. */
export type JudgedDecision = DecisionRow & { standing: Standing | null };

/** What the decisions on a promotion come to. */
export type Judgement = {
  decisions: JudgedDecision[];
  /** The approvals that count, in the order given. */
  approvals: Approval[];
  /** The owner's bypass that is in force. */
  bypass: JudgedDecision | null;
  retries: Retry[];
  rules: Rule[];
  /** Per rule, the people who count for it. */
  by: string[][];
  done: number;
  total: number;
  /** The least role whose approval would help; null when it has all, or does without. */
  waitsForRole: Rule["role"] | null;
  /** Whether an approval counts only once an owner agrees. */
  waitsForOwner: boolean;
};

async function retriesOf(db: Db | Tx, ids: readonly string[]): Promise<Retry[]> {
  return db
    .select({
      promotionId: promotionRetries.promotionId,
      id: promotionRetries.personId,
      name: people.name,
      at: promotionRetries.at,
    })
    .from(promotionRetries)
    .innerJoin(people, eq(people.id, promotionRetries.personId))
    .where(inArray(promotionRetries.promotionId, [...ids]))
    .orderBy(asc(promotionRetries.at), asc(promotionRetries.personId));
}

/**
 * Judges the decisions on promotions by what their people may do now. Those of a promotion that is over stay as they
 * counted then.
 */
export async function judge(db: Db | Tx, rows: readonly Joined[]): Promise<Map<string, Judgement>> {
  if (rows.length === 0) return new Map();
  const ids = rows.map(({ promotion }) => promotion.id);
  const projectIds = [...new Set(rows.map(({ promotion }) => promotion.projectId))];
  const decisions = await decisionsOf(db, ids);
  const retries = await retriesOf(db, ids);
  const mayDecide = decisions.length ? await deciders(db, projectIds) : new Map<string, Decider[]>();
  const changes = await accessChangesOf(db, projectIds, [...new Set(decisions.map((d) => d.personId))]);
  return new Map(
    rows.map((row) => {
      const { id, projectId } = row.promotion;
      return [
        id,
        judgeOne(row, {
          decisions: decisions.filter((d) => d.promotionId === id),
          retries: retries.filter((r) => r.promotionId === id),
          mayDecide: mayDecide.get(projectId) ?? [],
          changesOf: (person) =>
            changes.flatMap(({ change, changedByName }) =>
              change.personId === person && (change.projectId ?? projectId) === projectId
                ? [{ ...change, changedByName }]
                : [],
            ),
        }),
      ] as const;
    }),
  );
}

/** How many approvals count on each promotion, and how many it takes. The caller found them with its own rights. */
export async function approvalProgress(
  db: Db | Tx,
  ids: readonly string[],
): Promise<Map<string, Pick<Judgement, "done" | "total">>> {
  const judged = await judge(db, await findAll(db, ids));
  return new Map([...judged].map(([id, { done, total }]) => [id, { done, total }]));
}

/** What the decisions on one promotion come to. */
export async function judgeDecisions(db: Db | Tx, row: Joined): Promise<Judgement> {
  const found = (await judge(db, [row])).get(row.promotion.id);
  if (!found) throw new Error(`promotion ${row.promotion.id} was not judged`);
  return found;
}

type Facts = {
  decisions: DecisionRow[];
  retries: Retry[];
  mayDecide: readonly Decider[];
  changesOf: (person: string) => AccessChange[];
};

const isValid = ({ decision, voidedAt }: DecisionRow) => decision !== "reject" && voidedAt === null;

function judgeOne(row: Joined, { decisions, retries, mayDecide, changesOf }: Facts): Judgement {
  const { promotion } = row;
  const isLive = isOpen(promotion.status) || promotion.status === "failed";
  const judged = decisions.map((d): JudgedDecision => {
    if (!isValid(d)) return { ...d, standing: null };
    if (!isLive) return { ...d, standing: { state: "counts" } };
    const decider = mayDecide.find(({ person }) => person === d.personId);
    const others = decisions.filter((other) => isValid(other) && other.personId !== d.personId);
    const standing = standingOf(
      { person: d.personId, name: d.name, role: roleOf(d), at: d.createdAt, agreedBy: d.agreedBy },
      {
        roleNow: d.decision === "bypass" && !decider?.isOwner ? null : (decider?.role ?? null),
        changes: changesOf(d.personId),
        askedAt: promotion.createdAt,
        parties: new Set([
          promotion.requestedBy,
          ...[...retries.map(({ id }) => id), ...others.map(({ personId }) => personId)],
        ]),
      },
    );
    return { ...d, standing };
  });
  const askedBefore = (d: DecisionRow) =>
    retries.some(({ id, at }) => id === d.personId && Date.parse(at) <= Date.parse(d.createdAt));
  const counting = judged.filter((d) => d.standing?.state === "counts" && !askedBefore(d));
  const approvals = counting
    .filter(({ decision }) => decision === "approve")
    .map((d) => ({ person: d.personId, role: roleOf(d) }));
  const bypass = counting.find(({ decision }) => decision === "bypass") ?? null;
  const rules = rulesOf(row);
  const by = assign(rules, approvals, promotion.requestedBy);
  return {
    decisions: judged,
    ...{ approvals, bypass, retries, rules, by },
    ...progress(rules, by),
    waitsForRole: bypass ? null : waitsForRole(rules, approvals, promotion.requestedBy),
    waitsForOwner: judged.some((d) => d.standing?.state === "waits_for_owner"),
  };
}

const roleOf = ({ role }: DecisionRow) => roles.find((r) => r === role) ?? "viewer";
