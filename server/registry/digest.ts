import { createHash } from "node:crypto";
import { canonicalJson } from "@/server/foundation/canonical-json";

/**
 * Tags that say what a version is: checksums, the commit, the signature. The last part of a dotted name decides,
 * so `mlflow.source.git.commit` counts. Notes that people change later (owner, stage, validated) do not.
 */
const identifying = new Set(["digest", "sha256", "sha512", "md5", "checksum", "commit", "signature"]);

const lastPart = (key: string) =>
  key
    .toLowerCase()
    .split(/[._/-]/)
    .at(-1) ?? "";

/**
 * SHA-256, hex, of what makes a version what it is: where its files lie, the run it came from, its identifying tags.
 * Two registrations of one result have one digest; a moved source or another checksum makes another.
 */
export function versionDigest(version: {
  source: string | null;
  runExternalId: string | null;
  tags: Readonly<Record<string, string>>;
}): string {
  const tags = Object.fromEntries(
    Object.entries(version.tags).filter(([key]) => identifying.has(lastPart(key))),
  );
  const content = canonicalJson({ source: version.source, run: version.runExternalId, tags });
  return createHash("sha256").update(content).digest("hex");
}
