import { metricDigits } from "@/components/ui/format";
import { type Better, betterOf } from "@/server/comparisons/better";
import { type Comparison, compare } from "@/server/comparisons/compare";
import type { MetricValue } from "@/server/foundation/metric-value";

export type MetricRow = {
  name: string;
  champion: MetricValue | null;
  challenger: MetricValue | null;
  better: Better | null;
  digits: number;
  verdict: Comparison["verdict"];
  /** The improvement as a share of the champion's value; null where that says nothing. */
  share: number | null;
  cost: boolean;
  /** A gate looks at it. */
  gated: boolean;
};

/** Names of what a version costs to run, in contrast to how good it is. */
const costly =
  /(^|[_/.\s-])(latency|duration|time|seconds?|secs?|ms|millis|minutes|size|bytes|[kmgt]i?b|memory|mem|params?|parameters|flops|macs|cost|price|energy|throughput|qps|rps|per_second)($|[_/.\s-])/i;

type Metrics = Readonly<Record<string, MetricValue>>;

/**
 * Champion and challenger metric by metric: quality, then cost; in each the gates' metrics first, the others by name.
 * @param gated the metrics that gates look at, in their order
 */
export function metricRows(
  champion: Metrics | null,
  challenger: Metrics,
  gated: readonly string[],
): MetricRow[] {
  const names = new Set([...Object.keys(challenger), ...Object.keys(champion ?? {})]);
  const rows = [...names].map((name): MetricRow => {
    const [before, after] = [champion?.[name] ?? null, challenger[name] ?? null];
    const better = betterOf(name);
    const digits = metricDigits([before, after]);
    const compared = compare(after, before, better, digits);
    const gain = compared?.gain ?? null;
    const base = Math.abs(Number(before));
    return {
      ...{ name, champion: before, challenger: after, better, digits },
      verdict: compared?.verdict ?? "unknown",
      share: gain !== null && base > 0 ? gain / base : null,
      cost: costly.test(name),
      gated: gated.includes(name),
    };
  });
  const rank = (row: MetricRow) =>
    (row.cost ? 1000 : 0) + (row.gated ? gated.indexOf(row.name) : gated.length);
  return rows.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}
