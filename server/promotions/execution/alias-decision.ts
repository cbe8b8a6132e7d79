/** What to do about an alias: the registry has no compare-and-swap, so the version read last decides. */
export type AliasDecision = "write" | "already_set" | "moved_outside";

/**
 * Decides whether an alias that was just read may be written.
 * @param found the version the alias is on; null when there is no such alias
 * @param champion the version that the approvers agreed to replace; null when none served
 * @param target the version the alias is to be on
 * @returns `write`; `already_set` when an interrupted attempt has written it; `moved_outside` when somebody else
 *   moved it, which nobody agreed to overwrite
 */
export function decideAliasWrite(
  found: string | null,
  champion: string | null,
  target: string,
): AliasDecision {
  if (found === target) return "already_set";
  return found === champion ? "write" : "moved_outside";
}
