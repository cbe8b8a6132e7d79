/** A metric value in JSON: a number, or a string for NaN and the infinities, which JSON cannot express. */
export type Measured = number | "NaN" | "Infinity" | "-Infinity";

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** Shown where there is no value. */
export const noValue = "·";

function minus(text: string): string {
  return text.replace(/^-/, "−");
}

/** Converts the strings NaN, Infinity and -Infinity back to numbers. */
export function toNumber(value: Measured): number {
  return typeof value === "number" ? value : Number(value);
}

/**
 * Number of decimals for a column of one metric: three or four for values below one, fewer for larger values, none
 * for counts. One number for the whole column keeps the decimal points aligned.
 */
export function metricDigits(values: readonly (Measured | null | undefined)[]): number {
  const finite = values
    .flatMap((v) => (v === null || v === undefined ? [] : [toNumber(v)]))
    .filter(Number.isFinite);
  const largest = Math.max(0, ...finite.map(Math.abs));
  if (largest > 1 && finite.every(Number.isInteger)) return 0;
  const magnitude = largest === 0 ? 0 : Math.floor(Math.log10(largest));
  const share = largest <= 1 && magnitude >= -2;
  const most = share ? 4 : magnitude >= -2 ? Math.max(0, 3 - magnitude) : Math.min(6, 2 - magnitude);
  for (let digits = share ? 3 : 0; digits < most; digits++) {
    if (finite.every((v) => Math.abs(v - Number(v.toFixed(digits))) <= Math.abs(v) * 1e-9)) return digits;
  }
  return most;
}

/** A metric with `digits` decimals, a real minus sign and thousands in groups: "0.9812", "−3.5", "∞". */
export function formatMetric(value: Measured | null | undefined, digits = metricDigits([value])): string {
  if (value === null || value === undefined) return noValue;
  const number = toNumber(value);
  if (Number.isNaN(number)) return "NaN";
  if (!Number.isFinite(number)) return number > 0 ? "∞" : "−∞";
  const size = Math.abs(number);
  if (size !== 0 && size < 0.5 * 10 ** -digits) return minus(number.toExponential(1)).replace("e-", "e−");
  if (size >= 1e9) return minus(number.toExponential(2)).replace("e+", "e");
  const [whole = "0", fraction] = size.toFixed(digits).split(".");
  const text = size >= 10_000 ? grouped.format(Number(whole)) : whole;
  return `${number < 0 ? "−" : ""}${text}${fraction ? `.${fraction}` : ""}`;
}

/** A difference with its sign: "+0.0025", "−0.024", "=" when it rounds to zero at `digits` decimals. */
export function formatDelta(value: Measured | null | undefined, digits = metricDigits([value])): string {
  if (value === null || value === undefined) return noValue;
  const number = toNumber(value);
  if (Number.isFinite(number) && Number(number.toFixed(digits)) === 0) return "=";
  const text = formatMetric(number, digits);
  return number > 0 ? `+${text}` : text;
}

/** A whole number in groups of three: "100,416". */
export function formatCount(count: number): string {
  return minus(grouped.format(count));
}

/** A short count: "999", "1.2k", "34k", "1.5M". */
export function formatCompact(count: number): string {
  const steps: [number, string][] = [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ];
  for (const [size, unit] of steps) {
    const share = count / size;
    if (Math.abs(share) >= 0.9995) return `${minus(share.toFixed(Math.abs(share) < 9.95 ? 1 : 0))}${unit}`;
  }
  return minus(String(count));
}

/** Bytes in steps of 1000, as storage vendors count: "2.1 MB". */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 99.95 ? size.toFixed(0) : size.toFixed(1)} ${units[unit]}`;
}

/** A fraction between 0 and 1 as a percentage: "38 %". */
export function formatPercent(share: number, digits = 0): string {
  return `${minus((share * 100).toFixed(digits))} %`;
}

/** The first seven characters of a commit or digest, without a hash name such as "sha256:". */
export function shortHash(hash: string): string {
  return hash.replace(/^[a-z0-9]+:/i, "").slice(0, 7);
}

/** `A, B or C` */
export const orList = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
