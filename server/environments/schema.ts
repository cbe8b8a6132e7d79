import { z } from "zod";
import { id, instant, modelName, name, pageOf } from "@/server/foundation/shapes";

/** Word characters and dashes. Registries reserve `latest` and `v` with a number. */
export const alias = z
  .string()
  .trim()
  .min(1, "is empty")
  .max(255)
  .regex(/^[\w-]+$/, "may hold letters, digits, underscores and dashes")
  .refine(
    (text) => text.toLowerCase() !== "latest" && !/^v\d+$/i.test(text),
    "is a word of the registry's own",
  );

export const environment = z.object({
  id,
  project: z.string(),
  name: z.string(),
  model: z.string().nullable().describe("the one model it stands for; null for every model of the project"),
  connection: id,
  connectionName: z.string(),
  alias: z.string(),
  position: z.number().int().describe("order of importance: the highest is what users meet"),
  createdAt: instant,
  /** How many models it serves now, and how many promotions are on their way into it. */
  serving: z.number().int(),
  openPromotions: z.number().int(),
});
export type Environment = z.infer<typeof environment>;

export const listEnvironments = z.object({
  project: z.string().max(60).optional(),
  model: modelName.optional().describe("only those that stand for this model, most important first"),
});
export type ListEnvironments = z.infer<typeof listEnvironments>;

/** A project has a handful of environments: always one page. */
export const environmentPage = pageOf(environment);

export const putEnvironment = z.object({
  project: z
    .string()
    .max(60)
    .optional()
    .describe("slug or id; may be left out where the connection's id or the caller's only project says it"),
  name,
  model: modelName
    .nullish()
    .describe("makes it this model's own, in place of the project's one of the same name"),
  connection: z
    .string()
    .trim()
    .min(1, "is empty")
    .max(200)
    .describe("id or name of the registry's connection"),
  alias,
  position: z
    .number()
    .int()
    .min(0)
    .max(1000)
    .optional()
    .describe("order of importance; left out, it stays, or is told from the name"),
});
export type PutEnvironment = z.infer<typeof putEnvironment>;

export const removeEnvironment = z.object({ id });
