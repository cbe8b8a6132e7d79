import type { z } from "zod";
import type { GateEvidence, GateSection } from "./evidence";
import type { Judgement, MetricSource } from "./schema";

/** A bound that a metric must keep. */
export type Bound = { kind: "atLeast" | "atMost"; value: number };

/** A field of a gate in the policy editor: a metric, offered from the model's, or a number. */
export type GateField = { control: "metric" | "number"; label: string; placeholder: string };

/** A way to write a gate of a kind, and its choice in the policy editor. */
export type GateForm<G> = {
  /** An error's message continues the name of its field: "is empty". */
  schema: z.ZodType<G, G>;
  /** The condition between the metric and the number: "is at least". */
  label: string;
  /** The gate's properties in the order in which they are filled in. */
  fields: { readonly [property: string]: GateField };
  /** A note under the row, given the text of its fields so far; null without one. */
  hint?(text: { readonly [property: string]: string }): string | null;
};

/**
 * A kind of gate: how it is written, what it looks at, how it is judged and how it reads. Pure, and loadable by a
 * browser.
 */
export type GateKind<G, N extends GateSection = GateSection> = {
  id: string;
  /** How it is written: one form, or several. `kind` is the kind's id; it is optional where other fields are its own. */
  forms: readonly GateForm<G>[];
  /** The sections of evidence it reads. Where one was not pinned, the gate does not pass. */
  needs: readonly N[];
  /** Sections it reads where they were pinned; evidence that is older than a section does not have it. */
  alsoReads?(gate: G): readonly GateSection[];
  /** The whole condition in words: "recall is at least 0.9". */
  label(gate: G): string;
  /** The same evidence always has the same judgement. What is missing, NaN or infinite never passes. */
  judge(gate: G, evidence: Pick<GateEvidence, N> & Partial<GateEvidence>): Judgement;
  /** The sources whose numbers it accepts, the one that comes first first; absent where it looks at no number. */
  sources?(gate: G): readonly MetricSource[];
  /** The metric it looks at. */
  metric?(gate: G): string;
  /** The bound it sets for its metric, which live values are compared with too. */
  bound?(gate: G): Bound;
};
