import { z } from "zod";
import type { GateForm, GateKind } from "./kind";
import { beatsChampion } from "./kinds/beats-champion";
import { metricBound } from "./kinds/metric-bound";

/** Every kind of gate. Schema, judgement, words and the policy editor follow from this list. */
const list = [beatsChampion, metricBound];

type GateOf<Kind> = Kind extends { label(gate: infer G): string } ? G : never;
export type Gate = GateOf<(typeof list)[number]>;

export const gateKinds: readonly GateKind<Gate>[] = list;

/** A condition on the evidence of a promotion, as a policy states it. */
export const gate = z.union(gateKinds.flatMap((kind) => kind.forms.map(({ schema }) => schema)));

const isWritten = (form: GateForm<Gate>, gate: Gate) => form.schema.safeParse(gate).success;

/** The kind of a gate: the one with a form that is written like it. */
export function kindOf(gate: Gate): GateKind<Gate> {
  const kind = gateKinds.find(({ forms }) => forms.some((form) => isWritten(form, gate)));
  if (!kind) throw new Error(`no kind of gate is written ${JSON.stringify(gate)}`);
  return kind;
}

/** The form in which a gate is written. */
export function formOf(gate: Gate): GateForm<Gate> {
  const form = kindOf(gate).forms.find((each) => isWritten(each, gate));
  if (!form) throw new Error(`no form of gate is written ${JSON.stringify(gate)}`);
  return form;
}

/** A gate as it is stored and answered: without `kind` where its other fields say it, and without sources by default. */
export function shortForm(full: Gate): Gate {
  const { kind: _, sources, ...rest } = full;
  const said = sources?.join() === "registry" ? undefined : sources;
  const short = gate.safeParse(said ? { ...rest, sources: said } : rest);
  return short.success ? short.data : full;
}

/** The condition in words: "recall is at least 0.9". */
export const gateLabel = (gate: Gate): string => kindOf(gate).label(gate);

/** A gate without its numbers, "recall: atLeast": a policy may have each only once. */
export function conditionOf(gate: Gate): string {
  const fields = Object.entries(formOf(gate).fields);
  const values: Record<string, unknown> = gate;
  const subject = fields.flatMap(([name, { control }]) => (control === "metric" ? [values[name]] : []));
  const numbers = fields.flatMap(([name, { control }]) => (control === "number" ? [name] : []));
  return [subject.join(" ") || kindOf(gate).id, ...numbers].join(": ");
}
