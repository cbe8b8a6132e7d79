import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "@/server/foundation/canonical-json";
import { type SectionName, type Sections, sectionNames, sections as sectionsSchema } from "./sections";
import { fromWhole, toWhole, whole } from "./whole";

/** `sha256:` and 64 hex digits over canonical JSON: the same content has the same digest. */
const sha256 = (content: unknown): string =>
  `sha256:${createHash("sha256").update(canonicalJson(content)).digest("hex")}`;

export type SectionDigests = { [N in SectionName]?: string };

/** The digest of each section. @param names those to look at, where not all are meant */
export function digestsOf(sections: Sections, names: readonly SectionName[] = sectionNames): SectionDigests {
  const present = names.filter((name) => sections[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, sha256(sections[name])]));
}

/** Evidence as it is stored, each section with its digest, and the digest over those: approvals name it. */
export function pin(sections: Sections): {
  evidence: { sections: { [name: string]: { digest: string; content: unknown } } };
  evidenceDigest: string;
} {
  const digests = digestsOf(sections);
  const stored = Object.entries(digests).map(([name, digest]) => [
    name,
    { digest, content: sections[name as SectionName] },
  ]);
  return { evidence: { sections: Object.fromEntries(stored) }, evidenceDigest: sha256(digests) };
}

export type Pinned = {
  sections: Sections;
  /** Null where the evidence was pinned in one piece. */
  digests: SectionDigests | null;
  /**
   * The digest that other content has in the format, and with the sections, that was pinned. It differs from the
   * pinned one exactly when the content does, so that a new format or a new section voids no approval.
   */
  digestOf(other: Sections): string;
};

const stored = z.object({
  sections: z.record(z.string(), z.object({ digest: z.string(), content: z.unknown() })),
});

/** Reads stored evidence: in sections, or in one piece as it was pinned before there were sections. */
export function readPinned(evidence: unknown): Pinned {
  const found = stored.safeParse(evidence);
  if (!found.success) {
    return {
      sections: fromWhole(whole.parse(evidence)),
      digests: null,
      digestOf: (other) => sha256(toWhole(other)),
    };
  }
  const entries = Object.entries(found.data.sections);
  const names = sectionNames.filter((name) => name in found.data.sections);
  return {
    sections: sectionsSchema.parse(Object.fromEntries(entries.map(([name, { content }]) => [name, content]))),
    digests: Object.fromEntries(entries.map(([name, { digest }]) => [name, digest])),
    digestOf: (other) => sha256(digestsOf(other, names)),
  };
}
