import { type Better, betterOf } from "@/server/comparisons/better";

/** With more columns, the commit and the date do not fit on a laptop's screen. */
const maxColumns = 4;
/** Fewer without a policy, as they are a guess. */
const maxGuessed = 3;

export type KnownMetric = { name: string; better: Better | null; versions: number };

/**
 * Which metrics a table of versions shows: those the policy asks about, in its order; else those that most of the
 * recent versions have, where one with a known direction of improvement comes before one without.
 * @param gated the metrics of the policy's gates, each once
 * @param known metrics of recent versions, with how many of them have it
 */
export function chooseColumns(
  gated: readonly string[],
  known: readonly KnownMetric[],
): { name: string; better: Better | null }[] {
  const byName = new Map(known.map((k) => [k.name, k]));
  const ofGates = gated
    .slice(0, maxColumns)
    .map((name) => ({ name, better: byName.get(name)?.better ?? betterOf(name) }));
  if (ofGates.length > 0) return ofGates;
  return [...known]
    .sort(
      (a, b) =>
        Number(b.better !== null) - Number(a.better !== null) ||
        b.versions - a.versions ||
        a.name.localeCompare(b.name, "en"),
    )
    .slice(0, maxGuessed)
    .map(({ name, better }) => ({ name, better }));
}
