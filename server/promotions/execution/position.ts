/** What is left to do about an alias: the registry has no compare-and-swap, so reading decides. */
export type Move = "write" | "there" | "moved";

/**
 * What to do about an alias that was just read.
 * @param found the version it stands on; null when there is no such alias
 * @param champion the version that was agreed to be replaced; null when none served
 * @param target the version it is to stand on
 * @returns `write`; `there` when it stands there already (an earlier try was cut off after its write got through);
 *   `moved` when somebody else moved it meanwhile, which nobody agreed to overwrite
 */
export function moveOf(found: string | null, champion: string | null, target: string): Move {
  if (found === target) return "there";
  return found === champion ? "write" : "moved";
}
