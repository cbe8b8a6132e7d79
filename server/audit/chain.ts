import { createHash } from "node:crypto";

/** What a line of the record says, as it is hashed. */
export type AuditLine = {
  at: string;
  actorKind: string;
  actorId: string | null;
  actorName: string;
  via: string;
  action: string;
  projectId: string | null;
  subjectKind: string;
  subjectId: string;
  subjectName: string | null;
  data: Record<string, unknown>;
};

/** What the first line carries as the hash of the one before. */
export const genesis = "0".repeat(64);

/** JSON with keys in order at every depth, so that the same content always has the same bytes (RFC 8785 in spirit). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

/** SHA-256, hex, over the hash before and the line's content. */
export function hashLine(previousHash: string, line: AuditLine): string {
  return createHash("sha256").update(previousHash).update("\n").update(canonicalJson(line)).digest("hex");
}
