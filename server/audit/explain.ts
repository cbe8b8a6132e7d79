import { type AuditLine, hashLine } from "./chain";

/** The texts of a line that an earlier Terrapin hashed before the database had replaced what it cannot hold. */
const texts = ["actorName", "subjectName", "subjectId", "actorId", "via", "action", "subjectKind"] as const;

/** The halves of pairs of surrogates. */
const halves = Array.from({ length: 0x800 }, (_, i) => String.fromCharCode(0xd800 + i));

/** More than so many replaced characters are not tried one by one: each costs 2,048 hashes. */
const most = 8;

/**
 * Whether a line whose hash does not match was recorded by an earlier Terrapin with half a pair of surrogates in a text,
 * which the database stored as U+FFFD: then some such half gives the hash, and nothing was changed since.
 */
export function heldUnstorableText(previousHash: string, hash: string, line: AuditLine): boolean {
  const places = texts.flatMap((field) => {
    const text = line[field] ?? "";
    return [...text.matchAll(/\ufffd/g)].map(({ index }) => ({ field, index }));
  });
  if (places.length === 0 || places.length > most) return false;
  const withHalf = (half: string, at: readonly { field: (typeof texts)[number]; index: number }[]) => {
    const changed = { ...line };
    for (const { field, index } of at) {
      const text = changed[field] ?? "";
      changed[field] = text.slice(0, index) + half + text.slice(index + 1);
    }
    return hashLine(previousHash, changed) === hash;
  };
  return halves.some(
    (half) =>
      withHalf(half, places) || (places.length > 1 && places.some((place) => withHalf(half, [place]))),
  );
}
