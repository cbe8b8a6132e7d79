import type { AuditEvent } from "@/server/audit/schema";

export type EventWords = { text: string; quote: string | null; tone: "plain" | "wait" | "bad" };

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const list = (value: unknown): string =>
  Array.isArray(value) ? value.filter((v) => typeof v === "string").join("; ") : "";
const number = (value: unknown): number => (typeof value === "number" ? value : 0);

const lowered = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);

/** One line of the record about a promotion, in words; null for what the page shows in another place. */
export function describeEvent({ action, data }: Pick<AuditEvent, "action" | "data">): EventWords | null {
  const said = (words: string, over: Partial<EventWords> = {}): EventWords => ({
    text: words,
    quote: null,
    tone: "plain",
    ...over,
  });
  const quote = text(data.comment) || null;
  switch (action) {
    case "promotion.requested":
      return said("asked", { quote: text(data.reason) || null });
    case "promotion.approved":
      return said("approved", { quote });
    case "promotion.rejected":
      return said("rejected", { quote, tone: "bad" });
    case "promotion.canceled":
      return said(`canceled${data.because ? `: ${text(data.because)}` : ""}`, { quote });
    case "promotion.evidence_changed": {
      const voided = number(data.voided);
      const void_ =
        voided === 0 ? "" : voided === 1 ? " One approval is void." : ` ${voided} approvals are void.`;
      return said(`pinned the evidence again: ${list(data.changes)}.${void_}`, { tone: "wait" });
    }
    case "promotion.queued":
      return said(`lets it wait behind promotion ${text(data.behind)}`);
    case "promotion.executing":
      return said("began to carry it out");
    case "promotion.succeeded": {
      const before = text(data.before);
      return said(
        `moved ${text(data.alias)} from ${before ? `v${before}` : "nothing"} to v${text(data.target)}`,
      );
    }
    case "promotion.failed":
      return said(`could not carry it out: ${text(data.what)}`, { tone: "bad" });
    case "promotion.retried":
      return said("retried");
    case "promotion.superseded":
      return said(`ended it: ${lowered(text(data.because))}`);
    case "promotion.expired":
      return said("let it expire");
    case "promotion.roll_back_requested":
      return said(`rolled back from v${text(data.from)}`, { quote: text(data.reason) || null });
    case "promotion.rolled_back":
      return said(`ended it: ${lowered(text(data.outcome))}`, { tone: "bad" });
    default:
      return null;
  }
}
