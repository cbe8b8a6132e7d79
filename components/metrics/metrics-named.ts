import { parseFilter } from "@/server/runs/filter";

/** The metrics a list is about: what it is sorted and filtered by. */
export function metricsNamed(sort: string, filter: string | null): string[] {
  const sorted = /^-?metrics\.(.+)$/.exec(sort)?.[1];
  const parsed = parseFilter(filter ?? "");
  const filtered = parsed.ok ? parsed.conditions.flatMap((c) => (c.on === "metrics" ? [c.name] : [])) : [];
  return [...new Set([...(sorted ? [sorted] : []), ...filtered])].slice(0, 3);
}
