/**
 * A project's name in addresses: lower-case ASCII letters, digits and single hyphens, at most 60.
 * @returns null for a name without any such letter, such as one in Arabic or of emoji alone
 */
export function slugOf(name: string): string | null {
  const slug = name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "");
  return slug || null;
}
