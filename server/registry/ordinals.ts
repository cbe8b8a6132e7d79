/** The largest number an `integer` column holds. */
const largest = 2_147_483_647;

const numberOf = (version: string): number | null => {
  const n = /^v?\d{1,10}$/i.test(version) ? Number(version.replace(/^v/i, "")) : Number.NaN;
  return n <= largest ? n : null;
};

/**
 * The ordinal of each new version among its model's versions: the version as a number where it is one ("14", "v14"),
 * else the next one after the highest, in the order of registration ("2.0.0-rc1").
 * @param fresh versions without an ordinal yet
 * @param last the highest ordinal taken so far, by model
 * @returns `MODEL_ID@VERSION` → ordinal
 */
export function assignOrdinals(
  fresh: readonly { modelId: string; version: string; createdAt: string }[],
  last: ReadonlyMap<string, number>,
): Map<string, number> {
  const ordinals = new Map<string, number>();
  const highestOf = new Map(last);
  const byRegistration = [...fresh].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  for (const v of byRegistration) {
    const highest = highestOf.get(v.modelId) ?? 0;
    const ordinal = numberOf(v.version) ?? Math.min(highest + 1, largest);
    ordinals.set(`${v.modelId}@${v.version}`, ordinal);
    highestOf.set(v.modelId, Math.max(highest, ordinal));
  }
  return ordinals;
}
