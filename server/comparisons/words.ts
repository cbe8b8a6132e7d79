/** A value in words: at most six significant digits, with a minus sign. */
export function valueWords(value: number): string {
  return String(Number(value.toPrecision(6))).replace("-", "−");
}

/** A difference in words, always with its sign. */
export function differenceWords(value: number): string {
  return value > 0 ? `+${valueWords(value)}` : value < 0 ? valueWords(value) : "±0";
}
