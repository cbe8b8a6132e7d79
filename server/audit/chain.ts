import { createHash } from "node:crypto";
import { canonicalJson } from "@/server/foundation/canonical-json";

/** The fields of an event that its hash covers. */
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

/** SHA-256, hex, over the hash before and the line's content. */
export function hashLine(previousHash: string, line: AuditLine): string {
  return createHash("sha256").update(previousHash).update("\n").update(canonicalJson(line)).digest("hex");
}
