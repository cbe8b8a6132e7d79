/** What a series is about, in the words of the API. */
export type Subject =
  | { kind: "run"; id: string }
  | { kind: "version"; model: string; version: string }
  | { kind: "environment"; model: string; name: string };

/**
 * Reads `run:ID`, `version:MODEL@VERSION` or `environment:MODEL@NAME`; null when it is none of them.
 * A model's name may hold an @: the last one counts.
 */
export function parseSubject(text: string): Subject | null {
  const colon = text.indexOf(":");
  const kind = text.slice(0, colon);
  const rest = text.slice(colon + 1);
  if (kind === "run") return /^[1-9]\d{0,17}$/.test(rest) ? { kind, id: rest } : null;
  if (kind !== "version" && kind !== "environment") return null;
  const at = rest.lastIndexOf("@");
  if (at < 1 || at === rest.length - 1) return null;
  const model = rest.slice(0, at);
  const name = rest.slice(at + 1);
  return kind === "version" ? { kind, model, version: name } : { kind, model, name };
}

export function formatSubject(subject: Subject): string {
  if (subject.kind === "run") return `run:${subject.id}`;
  return `${subject.kind}:${subject.model}@${subject.kind === "version" ? subject.version : subject.name}`;
}

/** As the table `series` holds it: names may change, ids do not. */
export const subjectKey = {
  run: (id: string) => `run:${id}`,
  version: (id: string) => `version:${id}`,
  environment: (modelId: string, environmentId: string) => `environment:${modelId}@${environmentId}`,
} as const;
