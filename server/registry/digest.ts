import { createHash } from "node:crypto";
import { canonicalJson } from "@/server/foundation/canonical-json";

/**
 * Tags that identify a version: checksums, the commit, the signature. The last part of a dotted name decides, so
 * `source.git.commit` counts. Tags that people change later (owner, stage, validated) do not.
 */
const identifying = new Set(["digest", "sha256", "sha512", "md5", "checksum", "commit", "signature"]);

const lastPart = (key: string) =>
  key
    .toLowerCase()
    .split(/[._/-]/)
    .at(-1) ?? "";

/**
 * SHA-256, hex, of what identifies a version: the location of its files, its source run, its identifying tags. Two
 * registrations of one result have the same digest; another source or checksum gives another digest.
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
