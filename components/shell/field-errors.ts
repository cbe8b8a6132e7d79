import { errorText } from "@/components/ui/error-text";

type Issue = { path: string; message: string };

/**
 * Sorts what the server said about a form: the issues of a field stand beside it, the rest is told above the button.
 * @param fields the paths of the form's fields
 * @param byCode which field a refusal is about, such as `{ CONFLICT: "email" }`
 */
export function fieldErrors<F extends string>(
  error: unknown,
  fields: readonly F[],
  byCode: Partial<Record<string, F>> = {},
): { of: Partial<Record<F, string>>; rest: ReturnType<typeof errorText> | null } {
  const of: Partial<Record<F, string>> = {};
  if (!error) return { of, rest: null };
  const data = (error as { data?: { issues?: Issue[] | null; code?: string } | null }).data;
  for (const { path, message } of data?.issues ?? []) {
    const field = fields.find((name) => path === name || path.startsWith(`${name}.`));
    if (field) of[field] ??= message;
  }
  const { what, why, todo } = errorText(error);
  const named = data?.code && !data.issues ? byCode[data.code] : undefined;
  if (named) of[named] = [what, why, todo].filter(Boolean).join(" ");
  return { of, rest: Object.keys(of).length ? null : errorText(error) };
}
