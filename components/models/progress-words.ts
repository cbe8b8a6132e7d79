import type { OpenPromotion } from "@/server/models/schema";

/** How far an open promotion is, in a few words: "2 of 3 gates", "1 of 2 approvals". */
export function progressWords({ status, gates, approvals }: OpenPromotion): string {
  if (status === "executing") return "being carried out";
  if (status === "approved") return "approved";
  if (status === "blocked" || gates.passed < gates.total) return `${gates.passed} of ${gates.total} gates`;
  return `${approvals.done} of ${approvals.total} approvals`;
}
