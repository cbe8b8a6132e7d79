import { z } from "zod";
import type { Capability } from "./types.ts";

/** One field of a connection's form: its words, how its value is entered, and the schema the value must fit. */
export type Field = { label: string; hint?: string; placeholder?: string; schema: z.ZodType } & (
  | { input: "text" | "secret" }
  /** A list of texts, one a line. `whenEmpty` says what an empty list stands for. */
  | { input: "lines"; whenEmpty?: string }
  /** `initially` is what holds where the field is left out. */
  | { input: "checkbox"; initially: boolean }
  /** A list of objects with texts in them, one a row. Properties without a column stay as they are stored. */
  | { input: "rows"; columns: Record<string, Column>; addLabel: string }
);

export type Column = { label: string } & ({ input: "text" } | { input: "choice"; values: readonly string[] });

/** Code to paste where a page has nothing to show yet. */
export type Snippets = {
  metrics: string;
  params: string;
  tags: string;
  files: string;
  datasets: string;
  /** Logs a model and registers it. */
  model: string;
  /** Registers a version of an existing model. */
  version: (model: string) => string;
};

/**
 * What a vendor's `about.ts` says: all that forms, validation, the API's document and pages need. It is loaded by
 * browsers, so it holds no credentials and does no I/O.
 */
export type Vendor = {
  /** The name of its folder; what the API and stored connections call it. */
  id: string;
  name: string;
  /** What Terrapin reads from it, in one sentence, for whoever chooses a system to connect. */
  reads: string;
  /** What a reading of the changes leaves out, and when that is read instead. */
  leaves: string;
  capabilities: readonly Capability[];
  address: { placeholder: string; hint: string };
  credentials: {
    /** By their names in the API's `credentials`. */
    fields: Record<string, Field>;
    /** The alternative sets of fields that sign in. Connecting without credentials is always possible. */
    methods: readonly { label: string; fields: readonly string[] }[];
    /** Whether the form proposes to connect without credentials; else it proposes the first method. */
    anonymousByDefault: boolean;
  };
  /** By their names in the API's `options`. */
  options: Record<string, Field>;
  words: {
    /** What it calls a pipeline, such as an experiment. */
    pipeline: { one: string; many: string };
    /** The tag that says which commit a training run was made from. */
    commitTag?: string;
    /** The key under which a job's configuration lists the files to store. */
    jobFiles?: string;
  };
  /** At how many characters it cuts a longer value of a run, without a word. */
  cutsAt?: { params: number; tags: number };
  snippets?: Snippets;
};

/** Checks an `about.ts` against the type and keeps its literal types, from which `vendors.ts` derives the others. */
export const defineVendor = <const V extends Vendor>(vendor: V): V => vendor;

type Fields = Record<string, Field>;
type ShapeOf<F extends Fields> = { [K in keyof F]: F[K]["schema"] };
export type CredentialsOf<V extends Vendor> = Partial<
  z.output<z.ZodObject<ShapeOf<V["credentials"]["fields"]>>>
>;
export type OptionsOf<V extends Vendor> = z.output<z.ZodObject<ShapeOf<V["options"]>>>;

const shapeOf = <F extends Fields>(fields: F): ShapeOf<F> =>
  Object.fromEntries(Object.entries(fields).map(([key, { schema }]) => [key, schema])) as ShapeOf<F>;

/** What the API takes as `options` of this vendor. */
export const optionsSchema = <V extends Vendor>(vendor: V) =>
  z.strictObject<ShapeOf<V["options"]>>(shapeOf(vendor.options));

/** What the API takes as `credentials` of this vendor: the fields of one method, or none. */
export function credentialsSchema(vendor: Vendor) {
  const { fields, methods } = vendor.credentials;
  return z
    .strictObject(shapeOf(fields))
    .partial()
    .superRefine((given, ctx) => {
      const has = (field: string) => Boolean(given[field]);
      const used = methods.filter((method) => method.fields.some(has));
      if (used.length > 1) {
        const labels = methods.map(({ label }) => label.toLowerCase());
        ctx.addIssue({ code: "custom", message: `takes only one of: ${labels.join("; ")}` });
        return;
      }
      // The first field of a method is the one that the others belong to.
      const [first = "", ...others] = used[0]?.fields ?? [];
      const other = others.find(has);
      if (other && !has(first)) {
        const label = fields[other]?.label.toLowerCase();
        ctx.addIssue({ code: "custom", path: [first], message: `is needed with the ${label}` });
      }
    });
}
