/** What stands in an address: how each field is read and written. Pure. */

type Reading<T> = { read(text: string): T | null; write(value: T): string };

/** `fallback` stands for a missing value, and is not itself written into the address. */
export type Field<T, F extends T | null = null> = Reading<T> & {
  fallback: F;
  withDefault(value: T): Field<T, T>;
};

function field<T, F extends T | null>(reading: Reading<T>, fallback: F): Field<T, F> {
  return { ...reading, fallback, withDefault: (value) => field<T, T>(reading, value) };
}

export const asText: Field<string> = field<string, null>(
  { read: (text) => text, write: (value) => value },
  null,
);

export const asInteger: Field<number> = field<number, null>(
  { read: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : null), write: String },
  null,
);

/** A moment as ISO 8601. */
export const asInstant: Field<Date> = field<Date, null>(
  {
    read: (text) => (Number.isNaN(Date.parse(text)) ? null : new Date(text)),
    write: (value) => value.toISOString(),
  },
  null,
);

export const asOneOf = <T extends string>(allowed: readonly T[]): Field<T> =>
  field<T, null>(
    { read: (text) => allowed.find((each) => each === text) ?? null, write: (value) => value },
    null,
  );

type AnyField = { read(text: string): unknown; write(value: never): string; fallback: unknown };
export type Fields = Record<string, AnyField>;
type ValueOf<F extends AnyField> =
  | Exclude<ReturnType<F["read"]>, null>
  | (F["fallback"] extends null ? null : never);
export type Values<F extends Fields> = { [K in keyof F]: ValueOf<F[K]> };
/** null takes a field out of the address. */
export type Changes<F extends Fields> = { [K in keyof F]?: Exclude<ReturnType<F[K]["read"]>, null> | null };

/** The fields' values in a query string; what is missing or makes no sense is the fallback. */
export function readSearch<F extends Fields>(fields: F, search: URLSearchParams): Values<F> {
  const entries = Object.entries(fields).map(([name, { read, fallback }]) => {
    const text = search.get(name);
    return [name, (text === null ? null : read(text)) ?? fallback];
  });
  return Object.fromEntries(entries) as Values<F>;
}

/** The query string with some fields changed; all others in it stay. */
export function changeSearch<F extends Fields>(fields: F, search: string, changes: Changes<F>): string {
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    const { write, fallback } = fields[name] as Reading<unknown> & { fallback: unknown };
    const text = value === null || value === undefined ? null : write(value);
    const same = text !== null && fallback !== null && text === write(fallback);
    if (text === null || same) params.delete(name);
    else params.set(name, text);
  }
  return params.toString();
}
