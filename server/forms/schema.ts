import { z } from "zod";
import { id, instant, modelName, name, slug } from "@/server/foundation/shapes";

/** What a form may ask. `key` is the field's name in answers and in an export. */
const key = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,39}$/,
    "begins with a letter and holds lower-case letters, digits and underscores",
  );
const asked = {
  key,
  label: name,
  required: z.boolean().default(false),
  hint: z.string().max(300).optional(),
};
const options = z
  .array(z.string().trim().min(1).max(100))
  .min(2, "takes at least two options")
  .max(20)
  .refine((list) => new Set(list).size === list.length, "holds an option twice");

export const formField = z.discriminatedUnion("kind", [
  z.object({ ...asked, kind: z.literal("rating"), max: z.number().int().min(3).max(10).default(5) }),
  z.object({
    ...asked,
    kind: z.literal("text"),
    maxLength: z.number().int().min(1).max(10_000).default(2000),
  }),
  z.object({ ...asked, kind: z.literal("choice"), options }),
  z.object({ ...asked, kind: z.literal("label"), options }),
  z.object({ ...asked, kind: z.literal("prediction") }),
]);
export type FormField = z.infer<typeof formField>;
export const fieldKinds = ["rating", "text", "choice", "label", "prediction"] as const;

const fields = z
  .array(formField)
  .min(1, "asks for nothing")
  .max(20)
  .refine((list) => new Set(list.map((f) => f.key)).size === list.length, "uses a key twice")
  .refine(
    (list) =>
      ["rating", "label", "prediction"].every((kind) => list.filter((f) => f.kind === kind).length <= 1),
    "may ask for one rating, one corrected label and one prediction id",
  );

export const newForm = z.object({
  project: z.string().min(1, "is empty").max(60),
  model: modelName,
  environment: name,
  slug,
  title: name,
  intro: z.string().trim().max(2000).default(""),
  fields,
});
export type NewForm = z.infer<typeof newForm>;

export const changeForm = z.object({
  slug,
  title: name.optional(),
  intro: z.string().trim().max(2000).optional(),
  fields: fields.optional(),
  closed: z.boolean().optional(),
});
export type ChangeForm = z.infer<typeof changeForm>;

/** What a stranger sees. */
export const publicForm = z.object({
  slug,
  title: z.string(),
  intro: z.string(),
  fields: z.array(formField),
  closed: z.boolean(),
});
export type PublicForm = z.infer<typeof publicForm>;

/** What its team sees. */
export const form = publicForm.extend({
  id,
  project: z.string(),
  model: z.string(),
  environment: z.string(),
  url: z.string().describe("where it is filled in"),
  createdAt: instant,
  items: z.number().int(),
});
export type Form = z.infer<typeof form>;
