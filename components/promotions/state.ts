import { differenceOf } from "@/components/comparisons/difference-text";
import { metricDigits } from "@/components/ui/format";
import type { Shape } from "@/components/ui/state-icon";
import type { Tone } from "@/components/ui/tone";
import { progress } from "@/server/approvals/assign";
import { betterOf } from "@/server/comparisons/better";
import type { GateOutcome } from "@/server/gates/schema";
import type { Promotion } from "@/server/promotions/schema";

export type PromotionStateWords = { shape: Shape; tone: Tone; word: string; short: string };

const states: Record<Exclude<Promotion["status"], "pending" | "succeeded">, [Shape, Tone, string]> = {
  blocked: ["bad", "bad", "blocked by a gate"],
  approved: ["wait", "wait", "approved, waits for its turn"],
  executing: ["run", "run", "being carried out"],
  rejected: ["skip", "idle", "rejected"],
  expired: ["off", "idle", "expired"],
  canceled: ["off", "idle", "canceled"],
  superseded: ["off", "idle", "superseded"],
  failed: ["bad", "bad", "failed"],
  rolled_back: ["bad", "bad", "rolled back"],
};
const shorter: Partial<Record<Promotion["status"], string>> = { blocked: "blocked", approved: "queued" };

/** What a promotion moves from where: "v12 → v14". What was read from the registry comes before what was expected. */
export function moveWords({
  champion,
  version,
  execution,
}: Pick<Promotion, "champion" | "version" | "execution">): string {
  const read = execution.find(({ kind }) => kind === "read_alias")?.detail.before;
  const from = read === undefined ? champion : read;
  return `${from === null ? "nothing" : `v${from}`} → v${version}`;
}

/** How many approvals count, of how many that the rules ask for. */
export const approvalsOf = ({ approvals }: Pick<Promotion, "approvals">) =>
  progress(
    approvals,
    approvals.map(({ by }) => by),
  );

/** The state of a promotion as shape, colour and words; `short` is for rows. */
export function stateOf(
  promotion: Pick<Promotion, "status" | "serving" | "approvals"> & Partial<Pick<Promotion, "versionGone">>,
): PromotionStateWords {
  const { status, serving, versionGone } = promotion;
  if (status === "pending") {
    const { done, total } = approvalsOf(promotion);
    const word = `waits for ${total - done} of ${total} ${total === 1 ? "approval" : "approvals"}`;
    return { shape: "wait", tone: "wait", word, short: `${done} of ${total}` };
  }
  if (status === "succeeded") {
    return serving
      ? { shape: "ok", tone: "ok", word: "serving", short: "serving" }
      : { shape: "ok", tone: "idle", word: "carried out", short: "served" };
  }
  const [shape, tone, word] =
    status === "blocked" && versionGone
      ? (["bad", "bad", "blocked: deleted there"] as const)
      : states[status];
  return { shape, tone, word, short: shorter[status] ?? word };
}

/**
 * The difference of the first gate that compares with the champion: "recall +0.019", and whether it is better. As
 * gates do, it takes higher as better where the direction is not known.
 */
export function headlineOf(gates: readonly GateOutcome[]): { text: string; better: boolean | null } | null {
  const gate = gates.find(({ gain }) => gain !== null) ?? gates.find(({ value }) => value !== null);
  if (!gate?.metric || gate.value === null) return null;
  const { metric, value, champion, gain } = gate;
  if (gain === null) return { text: `${metric} ${value}`, better: null };
  const digits = metricDigits([value, champion]);
  const found = differenceOf(value, champion, betterOf(metric) ?? "higher", digits);
  const better = found?.verdict === "better" ? true : found?.verdict === "worse" ? false : null;
  return { text: `${metric} ${found?.text}`, better };
}

/** "3 gates pass", "1 of 3 gates fails". */
export function gatesWords(gates: readonly GateOutcome[]): string {
  const count = gates.length;
  if (count === 0) return "no gates";
  const failing = gates.filter(({ result }) => result !== "pass").length;
  if (failing === 0) return count === 1 ? "1 gate passes" : `${count} gates pass`;
  if (count === 1) return "its gate does not pass";
  return `${failing} of ${count} gates ${failing === 1 ? "does" : "do"} not pass`;
}

/** An outcome without its full stop, for the middle of a sentence. */
export const clause = (outcome: string): string => outcome.replace(/\.$/, "");
