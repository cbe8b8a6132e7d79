import type { KindRule } from "./about.ts";

/** The kind of the first rule that matches; `code` when none does. */
export function kindOf(
  rules: readonly KindRule[],
  pipeline: { project: string | null; name: string | null; ref: string | null; source: string | null },
): KindRule["kind"] {
  const fields = ["project", "name", "ref", "source"] as const;
  const rule = rules.find((candidate) =>
    fields.every((field) => matches(candidate[field], pipeline[field] ?? "")),
  );
  return rule?.kind ?? "code";
}

/** Whether `text` matches a pattern with `*`, ignoring case. An absent pattern matches everything. */
function matches(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined || pattern === "") return true;
  const [first = "", ...rest] = pattern.toLowerCase().split("*");
  let left = text.toLowerCase();
  if (rest.length === 0) return left === first;
  if (!left.startsWith(first)) return false;
  left = left.slice(first.length);
  const last = rest.pop() ?? "";
  for (const part of rest) {
    const at = left.indexOf(part);
    if (at < 0) return false;
    left = left.slice(at + part.length);
  }
  return left.length >= last.length && left.endsWith(last);
}
