import "server-only";
import { and, asc, eq, inArray, isNull, or } from "drizzle-orm";
import { roles } from "@/server/access/rights";
import type { Approval } from "@/server/approvals/assign";
import { type Rule, rule } from "@/server/approvals/schema";
import type { Db, Tx } from "@/server/foundation/db/open";
import { memberships, people, projects } from "@/server/foundation/db/tables/people";
import { policies } from "@/server/foundation/db/tables/promotions";
import { type Terms, terms } from "./schema";

export type PolicyRow = typeof policies.$inferSelect;

/** The policy in force for a model in an environment. */
export async function policyInForce(
  db: Db | Tx,
  at: { modelId: string; environmentId: string },
): Promise<PolicyRow | null> {
  const [row] = await db
    .select()
    .from(policies)
    .where(
      and(
        eq(policies.modelId, at.modelId),
        eq(policies.environmentId, at.environmentId),
        isNull(policies.replacedAt),
      ),
    );
  return row ?? null;
}

/** The content of a row, validated. */
export const termsOfPolicy = (row: Pick<PolicyRow, "gates" | "rules" | "expiresAfterHours">): Terms =>
  terms.parse(row);

/**
 * The approvals that a promotion takes: the strictest of all terms it was asked under, so that no later revision of
 * the policy lets it through with fewer. A roll-back takes none: its version was approved before.
 */
export function rulesOf(row: {
  promotion: { rollbackOf: string | null; rules: unknown };
  policy: PolicyRow;
}): Rule[] {
  const { rollbackOf, rules } = row.promotion;
  if (rollbackOf !== null) return [];
  return rules === null ? termsOfPolicy(row.policy).rules : rule.array().parse(rules);
}

export type Decider = Approval & { name: string; isOwner: boolean };

/** Everyone who may decide in these projects, each with the best role held; owners are maintainers everywhere. */
export async function deciders(db: Db | Tx, projectIds: readonly string[]): Promise<Map<string, Decider[]>> {
  const rows = await db
    .select({
      projectId: projects.id,
      person: people.id,
      name: people.name,
      isOwner: people.isOwner,
      role: memberships.role,
    })
    .from(projects)
    .innerJoin(people, isNull(people.disabledAt))
    .leftJoin(memberships, and(eq(memberships.projectId, projects.id), eq(memberships.personId, people.id)))
    .where(
      and(
        inArray(projects.id, [...projectIds]),
        or(eq(people.isOwner, true), inArray(memberships.role, ["approver", "maintainer"])),
      ),
    )
    .orderBy(asc(people.name), asc(people.id));
  const found = new Map<string, Decider[]>(projectIds.map((id) => [id, []]));
  for (const { projectId, person, name, isOwner, role } of rows) {
    found.get(projectId)?.push({ person, name, isOwner, role: isOwner ? "maintainer" : (role ?? roles[0]) });
  }
  return found;
}
