import type { GateEvidence, GateSection } from "./evidence";
import type { GateKind } from "./kind";
import { type Gate, kindOf } from "./kinds";
import type { GateOutcome, Judgement } from "./schema";

const isWhole = (evidence: Partial<GateEvidence>, needs: readonly GateSection[]): evidence is GateEvidence =>
  needs.every((name) => evidence[name] !== undefined);

function judge(kind: GateKind<Gate>, gate: Gate, evidence: Partial<GateEvidence>): Judgement {
  if (isWhole(evidence, kind.needs)) return kind.judge(gate, evidence);
  return { result: "missing", because: "What it looks at is not part of the evidence." };
}

/** One outcome per gate, in their order. The same evidence always has the same outcomes. */
export function evaluate(gates: readonly Gate[], evidence: Partial<GateEvidence>): GateOutcome[] {
  return gates.map((gate) => {
    const kind = kindOf(gate);
    return {
      metric: kind.metric?.(gate) ?? null,
      label: kind.label(gate),
      value: null,
      champion: null,
      gain: null,
      source: null,
      sentBy: null,
      ...judge(kind, gate, evidence),
    };
  });
}

/** Whether all pass. A gate whose evidence is missing does not. */
export const allPass = (outcomes: readonly GateOutcome[]): boolean =>
  outcomes.every(({ result }) => result === "pass");

/** What does not pass, in a sentence; empty when all pass. */
export function obstacles(outcomes: readonly GateOutcome[]): string {
  return outcomes
    .filter(({ result }) => result !== "pass")
    .map(({ label, because }) => `${label}: ${because}`)
    .join(" ");
}
