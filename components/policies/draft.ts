import { z } from "zod";
import { rule } from "@/server/approvals/schema";
import { formOf, type Gate, gateKinds, shortForm } from "@/server/gates/kinds";
import { defaultExpiry, type Policy, type PutPolicy } from "@/server/policies/schema";

/** The forms of all kinds of gate, each with the key that the editor's list of conditions holds. */
export const gateForms = gateKinds.flatMap((kind) =>
  kind.forms.map((form) => ({ ...form, kind: kind.id, key: `${kind.id}: ${form.label}` })),
);
export const gateFormOf = (key: string) => gateForms.find((form) => form.key === key);

/** A number as it is typed: with a point or a comma, with a hyphen or a minus sign. */
const typedNumber = (text: string): number =>
  Number(text.trim().replace(",", ".").replace("−", "-") || Number.NaN);

/** A gate as its row holds it: the form by its key, and the text of each field. */
const gateDraft = z
  .object({ form: z.string(), values: z.record(z.string(), z.string()) })
  .transform(({ form: key, values }, context): Gate => {
    const form = gateFormOf(key);
    if (!form) throw new Error(`no gate has the form ${key}`);
    const refuse = (name: PropertyKey | undefined, message: string) =>
      context.addIssue({ code: "custom", path: ["values", ...(name === undefined ? [] : [name])], message });
    const given: Record<string, unknown> = { kind: form.kind };
    if (values.sources) given.sources = values.sources.split(",");
    for (const [name, { control }] of Object.entries(form.fields)) {
      const text = values[name] ?? "";
      const number = typedNumber(text);
      given[name] = control === "number" ? number : text;
      if (control === "number" && !Number.isFinite(number)) refuse(name, "is not a number");
    }
    const read = form.schema.safeParse(given);
    if (read.success) return shortForm(read.data);
    for (const { path, message } of read.error.issues) {
      // A number that could not be read was refused above.
      if (typeof given[String(path[0])] !== "number" || Number.isFinite(given[String(path[0])]))
        refuse(path[0], message);
    }
    return z.NEVER;
  });

/** A policy as its form holds it. */
export const draft = z.object({
  gates: z.array(gateDraft),
  rules: z.array(
    z.object({
      role: rule.shape.role,
      count: z.coerce.number().int("is not whole").min(1, "is under 1").max(20, "is over 20"),
    }),
  ),
  expiresAfterDays: z.coerce.number().int("is not whole").min(1, "is under a day").max(365, "is over a year"),
});
export type Draft = z.input<typeof draft>;
export type GateDraft = Draft["gates"][number];

/** A row without content, of the first form. */
export const emptyGate = (): GateDraft => ({ form: gateForms[0]?.key ?? "", values: {} });

function gateDraftOf(gate: Gate): GateDraft {
  const form = gateForms.find(({ schema }) => schema === formOf(gate).schema);
  const values: Record<string, unknown> = gate;
  const names = Object.keys(form?.fields ?? {});
  return {
    form: form?.key ?? "",
    values: {
      ...Object.fromEntries(names.map((name) => [name, String(values[name] ?? "")])),
      ...(gate.sources ? { sources: gate.sources.join(",") } : {}),
    },
  };
}

/** A row after another form was chosen: what was filled in stays in the fields of the same label. */
export function withForm(gate: GateDraft, key: string): GateDraft {
  const before = Object.entries(gateFormOf(gate.form)?.fields ?? {});
  const after = Object.entries(gateFormOf(key)?.fields ?? {});
  const carried = after.map(([name, { label }]) => {
    const former = before.find(([, field]) => field.label === label)?.[0];
    return [name, (former && gate.values[former]) ?? ""];
  });
  const { sources } = gate.values;
  return { form: key, values: { ...Object.fromEntries(carried), ...(sources ? { sources } : {}) } };
}

/** The form's first values: the policy in force, or one approver and a week. */
export function draftOf(policy: Policy | null): Draft {
  if (!policy)
    return { gates: [], rules: [{ role: "approver", count: 1 }], expiresAfterDays: defaultExpiry / 24 };
  return {
    gates: policy.gates.map(gateDraftOf),
    rules: policy.rules.map(({ role, count }) => ({ role, count })),
    expiresAfterDays: Math.max(1, Math.round(policy.expiresAfterHours / 24)),
  };
}

/** What the form sends. An expiry that was not edited keeps its hours. */
export function termsOf(
  values: z.output<typeof draft>,
  before: Policy | null,
): Pick<PutPolicy, "gates" | "rules" | "expiresAfterHours"> {
  const kept = before && draftOf(before).expiresAfterDays === values.expiresAfterDays;
  return {
    gates: values.gates,
    rules: values.rules,
    expiresAfterHours: kept ? before.expiresAfterHours : values.expiresAfterDays * 24,
  };
}
