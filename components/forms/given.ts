import type { PublicForm } from "@/server/forms/schema";

type Query = Record<string, string | string[] | undefined>;

/**
 * What an application's link tells of a report: answers by the form's keys, and under `predicted` what the model had
 * said, unless the form asks a question of that key.
 */
export function givenBy(query: Query, { fields }: Pick<PublicForm, "fields">) {
  const keys = new Set(fields.map((field) => field.key));
  const answers = Object.entries(query).flatMap(([key, value]) =>
    keys.has(key) && typeof value === "string" ? [[key, value] as const] : [],
  );
  const predicted =
    keys.has("predicted") || typeof query.predicted !== "string" ? "" : query.predicted.trim();
  return { given: Object.fromEntries(answers), predicted: predicted.slice(0, 200) || undefined };
}
