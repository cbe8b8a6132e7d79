/** A signed change with a real minus sign and as many digits as it takes to be seen: `−0.0041`. */
export function formatChange(change: number): string {
  const size = Math.abs(change);
  const digits =
    size >= 100 ? 0 : size >= 1 ? 2 : Math.min(6, Math.max(3, Math.ceil(-Math.log10(size || 1)) + 1));
  return `${change < 0 ? "−" : "+"}${size.toFixed(digits)}`;
}
