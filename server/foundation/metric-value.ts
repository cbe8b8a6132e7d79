/** A measured number. JSON has no NaN and no infinity: they travel as these strings. */
export type MetricValue = number | "NaN" | "Infinity" | "-Infinity";

/** From a float8 to its shape in JSON. */
export function toMetricValue(value: number): MetricValue {
  if (Number.isNaN(value)) return "NaN";
  if (value === Number.POSITIVE_INFINITY) return "Infinity";
  if (value === Number.NEGATIVE_INFINITY) return "-Infinity";
  return value;
}

/** And back. */
export const fromMetricValue = (value: MetricValue): number => Number(value);
