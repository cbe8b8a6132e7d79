/** What a list of runs is ordered by, and in which direction. */
export type Sort =
  | { by: "startedAt"; direction: "asc" | "desc" }
  | { by: "durationMs"; direction: "asc" | "desc" }
  | { by: "metric"; name: string; direction: "asc" | "desc" };

/** Reads `startedAt`, `durationMs` or `metrics.NAME`, with a `-` before it for the largest first; null when it is none. */
export function parseSort(text: string): Sort | null {
  const direction = text.startsWith("-") ? "desc" : "asc";
  const field = text.replace(/^-/, "");
  if (field === "startedAt" || field === "durationMs") return { by: field, direction };
  const name = field.startsWith("metrics.") ? field.slice("metrics.".length) : "";
  return name ? { by: "metric", name, direction } : null;
}
