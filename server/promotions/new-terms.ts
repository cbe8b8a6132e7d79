import "server-only";
import { eq } from "drizzle-orm";
import { ruleWords } from "@/server/approvals/assign";
import type { Rule } from "@/server/approvals/schema";
import type { Tx } from "@/server/foundation/db/open";
import { people } from "@/server/foundation/db/tables/people";
import { refOf } from "./launch";
import { type PolicyRow, termsOfPolicy } from "./policy-in-force";
import { recordAndAnnounce, systemActor } from "./record-and-announce";
import { decisionsOf, type Joined } from "./store";

/**
 * Records on a waiting promotion that its policy was changed: by whom, what it takes now, and everybody who had decided
 * and is asked again. Their inbox says the same.
 * @param takes the approvals that it takes now
 */
export async function recordNewTerms(
  tx: Tx,
  row: Joined,
  policy: PolicyRow,
  takes: readonly Rule[],
): Promise<void> {
  const decisions = await decisionsOf(tx, [row.promotion.id]);
  const askedAgain = new Map(decisions.map(({ personId, name }) => [personId, { id: personId, name }]));
  const [author] = policy.createdBy
    ? await tx.select({ name: people.name }).from(people).where(eq(people.id, policy.createdBy))
    : [];
  await recordAndAnnounce(tx, systemActor, refOf(row), "promotion.terms_changed", {
    from: row.policy.revision,
    to: policy.revision,
    by: author?.name ?? null,
    policyAsks: termsOfPolicy(policy).rules.map(ruleWords),
    takes: takes.map(ruleWords),
    askedAgain: [...askedAgain.values()],
  });
}
