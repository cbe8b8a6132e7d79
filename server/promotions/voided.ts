import type { PromotionDetail } from "./schema";

/**
 * How many approvals the latest change of the evidence voided. A change voids the approvals given before it, at the
 * instant at which the evidence is pinned again, so approvals that an earlier change voided do not count.
 */
export const voidedByLatestChange = ({
  decisions,
  evidencePinnedAt,
}: {
  decisions: readonly Pick<PromotionDetail["decisions"][number], "decision" | "voidedAt">[];
  evidencePinnedAt: string;
}): number =>
  decisions.filter(
    ({ decision, voidedAt }) =>
      decision === "approve" && voidedAt !== null && Date.parse(voidedAt) >= Date.parse(evidencePinnedAt),
  ).length;
