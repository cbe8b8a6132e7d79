/** A value on a chart with `digits` decimals (as many as four significant digits need, if not given) and its unit. */
export function valueText(value: number, digits?: number, unit?: string): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+∞" : "−∞";
  const size = Math.abs(value);
  const places = digits ?? (size === 0 ? 0 : Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(size)))));
  const tiny = size !== 0 && size < 0.5 * 10 ** -places;
  const text = tiny || size >= 1e9 ? value.toExponential(2).replace("e+", "e") : value.toFixed(places);
  return `${text.replaceAll("-", "−")}${unit ? ` ${unit}` : ""}`;
}
