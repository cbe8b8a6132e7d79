import { type Better, betterOf } from "@/server/metrics/better";

/** More columns than these would push the commit and the date off a laptop's screen. */
const most = 4;
/** Without a policy to go by, fewer: they are a guess. */
const mostGuessed = 3;

export type KnownMetric = { name: string; better: Better | null; versions: number };

/**
 * Which metrics a table of versions shows: those the policy asks about, in its order; else those that most of the
 * recent versions have, where one with a known direction of improvement comes before one without.
 * @param gated the metrics of the policy's gates
 * @param known metrics of recent versions, with how many of them have it
 */
export function chooseColumns(
  gated: readonly string[],
  known: readonly KnownMetric[],
): { name: string; better: Better | null }[] {
  const byName = new Map(known.map((k) => [k.name, k]));
  const asked = [...new Set(gated)]
    .slice(0, most)
    .map((name) => ({ name, better: byName.get(name)?.better ?? betterOf(name) }));
  if (asked.length > 0) return asked;
  return [...known]
    .sort(
      (a, b) =>
        Number(b.better !== null) - Number(a.better !== null) ||
        b.versions - a.versions ||
        a.name.localeCompare(b.name, "en"),
    )
    .slice(0, mostGuessed)
    .map(({ name, better }) => ({ name, better }));
}
