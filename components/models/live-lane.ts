import type { Lane } from "@/components/charts/time-axis-lanes";
import { metricDigits } from "@/components/ui/format";
import type { LivePoint } from "@/server/models/schema";

type Live = { bound: { value: number } | null; points: readonly LivePoint[] };

/** The curve of a live metric's lane: means with the lowest and highest values, and the bound. */
export function liveLine({ bound, points }: Live): Omit<Extract<Lane, { kind: "line" }>, "id" | "label"> {
  return {
    kind: "line",
    digits: liveDigits(
      points.map(({ mean }) => mean),
      bound,
    ),
    bound: bound?.value,
    points: points.map(({ at, mean, min, max }) => ({
      at,
      value: mean,
      band: min !== null && max !== null ? [min, max] : null,
    })),
  };
}

/** The decimals of a live metric: the fourth is noise. */
export function liveDigits(means: readonly (number | null)[], bound: { value: number } | null): number {
  return Math.min(3, metricDigits([...means, bound?.value]));
}
