import type { AuditEvent } from "@/server/audit/schema";

export type EventWords = { text: string; quote: string | null; tone: "plain" | "wait" | "bad" };

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const list = (value: unknown): string =>
  Array.isArray(value) ? value.filter((v) => typeof v === "string").join("; ") : "";
const number = (value: unknown): number => (typeof value === "number" ? value : 0);

const lowered = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);

/** The names of people that an event tells of. */
const names = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.flatMap((each: unknown) =>
        typeof each === "object" && each !== null && "name" in each ? text(each.name) : [],
      )
    : [];

function termsWords(data: AuditEvent["data"]): string {
  const by = data.by ? ` by ${text(data.by)}` : "";
  const takes = list(data.takes).replaceAll("; ", " and ") || "nobody's approval";
  const again = names(data.askedAgain).join(", ");
  const asks = again && ` ${again} ${names(data.askedAgain).length === 1 ? "is" : "are"} asked again.`;
  return `put it under policy revision ${number(data.to)}, made${by}: it takes ${takes}.${asks}`;
}

/** An audit event of a promotion in words; null where the page shows it in another place. */
export function describeEvent({ action, data }: Pick<AuditEvent, "action" | "data">): EventWords | null {
  const line = (words: string, over: Partial<EventWords> = {}): EventWords => ({
    text: words,
    quote: null,
    tone: "plain",
    ...over,
  });
  const quote = text(data.comment) || null;
  switch (action) {
    case "promotion.requested":
      return line("asked", { quote: text(data.reason) || null });
    case "promotion.approved":
      return line("approved", { quote });
    case "promotion.rejected":
      return line("rejected", { quote, tone: "bad" });
    case "promotion.canceled":
      return line(`canceled${data.because ? `: ${text(data.because)}` : ""}`, { quote });
    case "promotion.evidence_changed": {
      const voided = number(data.voided);
      const approvals =
        voided === 0 ? "" : voided === 1 ? " One approval is void." : ` ${voided} approvals are void.`;
      return line(`pinned the evidence again: ${list(data.changes)}.${approvals}`, { tone: "wait" });
    }
    case "promotion.terms_changed":
      return line(termsWords(data), { tone: "wait" });
    case "promotion.approvals_lost":
      return line(`found approvals that do not count any more: ${list(data.lost)}`, { tone: "wait" });
    case "promotion.asked_again":
      return line("stopped it: it waits for approvals again", { tone: "wait" });
    case "promotion.approval_agreed":
      return line(`agreed that the approval of ${names([data.person]).join("")} counts`);
    case "promotion.bypassed":
      return line(`bypassed the approvals: ${number(data.given)} of ${number(data.asked)} were given`, {
        quote,
        tone: "bad",
      });
    case "promotion.comment_deleted":
      return line("deleted a comment");
    case "promotion.queued":
      return line(`lets it wait behind promotion ${text(data.behind)}`);
    case "promotion.executing":
      return line("began to carry it out");
    case "promotion.succeeded": {
      const before = text(data.before);
      const target = text(data.target);
      // The sample of an earlier version recorded the alias alone.
      const move = target && ` from ${before ? `v${before}` : "nothing"} to v${target}`;
      return line(`moved ${text(data.alias)}${move}`);
    }
    case "promotion.failed":
      return line(`could not carry it out: ${text(data.what)}`, { tone: "bad" });
    case "promotion.retried":
      return line("retried");
    case "promotion.superseded":
      return line(`ended it: ${lowered(text(data.because))}`);
    case "promotion.expired":
      return line("let it expire");
    case "promotion.roll_back_requested":
      return line(`rolled back from v${text(data.from)}`, { quote: text(data.reason) || null });
    case "promotion.rolled_back":
      return line(`ended it: ${lowered(text(data.outcome) || text(data.reason))}`, { tone: "bad" });
    default:
      return null;
  }
}
