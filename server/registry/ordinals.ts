/** The largest number an `integer` column holds. */
const largest = 2_147_483_647;

const numberOf = (version: string): number | null => {
  const n = /^v?\d{1,10}$/i.test(version) ? Number(version.replace(/^v/i, "")) : Number.NaN;
  return n <= largest ? n : null;
};

/**
 * The place of each new version among its model's: the version as a number where it is one ("14"),
 * else after all the others, by registration ("2.0.0-rc1").
 * @param fresh versions without a place yet
 * @param last the highest place taken so far, by model
 * @returns `MODEL_ID@VERSION` → place
 */
export function giveOrdinals(
  fresh: readonly { modelId: string; version: string; createdAt: string }[],
  last: ReadonlyMap<string, number>,
): Map<string, number> {
  const places = new Map<string, number>();
  const next = new Map(last);
  const inOrder = [...fresh].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  for (const v of inOrder) {
    const highest = next.get(v.modelId) ?? 0;
    const place = numberOf(v.version) ?? Math.min(highest + 1, largest);
    places.set(`${v.modelId}@${v.version}`, place);
    next.set(v.modelId, Math.max(highest, place));
  }
  return places;
}
