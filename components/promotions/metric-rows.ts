import { metricDigits } from "@/components/ui/format";
import { betterOf } from "@/server/comparisons/better";
import type { MetricValue } from "@/server/foundation/shapes";
import type { GateOutcome } from "@/server/gates/schema";
import type { Evidence } from "@/server/promotions/schema";

export type MetricRow = {
  name: string;
  champion: MetricValue | null;
  challenger: MetricValue | null;
  digits: number;
  /** The challenger's value less the champion's; null where there is nothing to compare. */
  difference: number | null;
  /** Whether that is an improvement; null where it is none, or where the direction is not known. */
  better: boolean | null;
  /** The improvement as a share of the champion's value; null where that says nothing. */
  share: number | null;
  cost: boolean;
  /** A gate looks at it. */
  gated: boolean;
};

/** What a version costs to run, as against how good it is. */
const costly =
  /(^|[_/.\s-])(latency|duration|time|seconds?|secs?|ms|millis|minutes|size|bytes|[kmgt]i?b|memory|mem|params?|parameters|flops|macs|cost|price|energy|throughput|qps|rps|per_second)($|[_/.\s-])/i;

function compare(a: MetricValue | null, b: MetricValue | null): number | null {
  if (a === null || b === null) return null;
  const difference = Number(b) - Number(a);
  return Number.isFinite(difference) ? difference : null;
}

/**
 * Champion and challenger metric by metric: quality, then cost; in each what gates look at first, the rest by name.
 * Metrics that neither has are not there.
 */
export function metricRows(
  { champion, challenger }: Pick<Evidence, "champion" | "challenger">,
  gates: readonly Pick<GateOutcome, "metric">[],
): MetricRow[] {
  const asked = gates.map(({ metric }) => metric);
  const names = new Set([...Object.keys(challenger.metrics), ...Object.keys(champion?.metrics ?? {})]);
  const rows = [...names].map((name): MetricRow => {
    const before = champion?.metrics[name] ?? null;
    const after = challenger.metrics[name] ?? null;
    const digits = metricDigits([before, after]);
    const difference = compare(before, after);
    const direction = betterOf(name);
    const told = difference === null || Number(difference.toFixed(digits)) === 0 || direction === null;
    const gain =
      difference === null || direction === null ? null : direction === "lower" ? -difference : difference;
    const base = Math.abs(Number(before));
    return {
      ...{ name, champion: before, challenger: after, digits, difference },
      better: told || gain === null ? null : gain > 0,
      share: gain !== null && base > 0 ? gain / base : null,
      cost: costly.test(name),
      gated: asked.includes(name),
    };
  });
  const rank = (row: MetricRow) =>
    (row.cost ? 1000 : 0) + (row.gated ? asked.indexOf(row.name) : asked.length);
  return rows.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}
