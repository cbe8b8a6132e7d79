import { z } from "zod";

/**
 * The words for input that does not fit its schema. Zod asks for them wherever a schema brings none of its own, on the
 * server and in the browser, so that REST, tRPC and forms use the same. Words follow the field's name: "limit takes a
 * whole number". They never repeat what was given: it may be a secret.
 */

type RawIssue = z.core.$ZodRawIssue;
type Issue = z.core.$ZodIssue;

const typeWords: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  bigint: "a whole number",
  boolean: "true or false",
  date: "a time",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

const formatWords: Record<string, string> = {
  email: "an e-mail address",
  url: "an address such as https://example.com/path",
  datetime: "a time such as 2026-01-31T09:00:00Z",
  date: "a day such as 2026-01-31",
  time: "a time of day such as 09:00:00",
  duration: "a duration such as P1D",
  uuid: "a UUID",
  base64: "text in base64",
};

/** The type of what was given, never its value. */
function kindOf(input: unknown): string {
  if (typeof input === "number" && !Number.isFinite(input)) return String(input);
  if (typeof input === "boolean") return "a boolean";
  if (Array.isArray(input)) return "a list";
  return input === null ? "null" : (typeWords[typeof input] ?? "this");
}

const orList = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;

const one = (count: number | bigint, noun: string) => `${count} ${noun}${Number(count) === 1 ? "" : "s"}`;
const nouns: Record<string, string> = {
  string: "character",
  array: "item",
  set: "item",
  map: "item",
  file: "byte",
};

function boundWords(issue: RawIssue & { code: "too_small" | "too_big" }): string {
  const small = issue.code === "too_small";
  const bound = small ? issue.minimum : issue.maximum;
  const noun = nouns[issue.origin];
  if (noun) {
    if (small && Number(bound) === 1) return "is empty";
    return `takes ${issue.exact ? "exactly" : small ? "at least" : "at most"} ${one(bound, noun)}`;
  }
  if (issue.inclusive) return `takes ${bound} or ${small ? "more" : "less"}`;
  return `takes ${small ? "more" : "less"} than ${bound}`;
}

/** The values of an enumeration, for machines and people alike: as they are written. */
const valueWords = (values: readonly unknown[]) => orList(values.map(String));

function unionWords(issue: RawIssue & { code: "invalid_union" }): string {
  const { discriminator, options } = issue as { discriminator?: string; options?: unknown[] };
  if (discriminator && options?.length) return `takes ${valueWords(options)}`;
  const branches = (issue.errors as Issue[][]).filter((branch) => branch.length > 0);
  const inside = branches.filter((branch) => branch.some(({ path }) => path.length > 0));
  if (inside.length === 0) {
    // Each branch takes another type: "takes a number, not text" and "takes NaN or Infinity" become one list.
    const taken = branches.flatMap(
      (branch) => /^takes (.*?)(?:, not .*)?$/.exec(branch[0]?.message ?? "")?.[1] ?? [],
    );
    const other = branches.flatMap((branch) => branch.map(({ message }) => message));
    return taken.length > 0 ? `takes ${orList([...new Set(taken)])}` : orList([...new Set(other)]);
  }
  // Only the forms with the fewest issues are described.
  const fewest = Math.min(...inside.map((branch) => branch.length));
  const closest = inside.filter((branch) => branch.length === fewest).slice(0, 3);
  const words = closest.map((branch) =>
    branch.map(({ path, message }) => [path.join("."), message].filter(Boolean).join(" ")).join(" and "),
  );
  return `fits none of its forms: ${[...new Set(words)].join(", or ")}`;
}

function unknownKeyWords(issue: RawIssue & { code: "unrecognized_keys" }): string {
  const shape = (issue.inst as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def?.shape;
  const known = shape ? `: it knows ${Object.keys(shape).join(", ")}` : "";
  return `has no field ${orList(issue.keys)}${known}`;
}

/** Plain words for one issue, as a predicate of its field. */
export function invalidWords(issue: RawIssue): string {
  if (issue.input === undefined && ["invalid_type", "invalid_value", "invalid_union"].includes(issue.code)) {
    return issue.code === "invalid_value" ? `is missing: it takes ${valueWords(issue.values)}` : "is missing";
  }
  switch (issue.code) {
    case "invalid_type":
      if (issue.expected === "int" && Number.isFinite(issue.input)) return "takes a whole number";
      return `takes ${typeWords[issue.expected] ?? issue.expected}, not ${kindOf(issue.input)}`;
    case "invalid_value":
      return `takes ${valueWords(issue.values)}`;
    case "too_small":
    case "too_big":
      return boundWords(issue);
    case "invalid_format":
      return `takes ${formatWords[issue.format] ?? "text of another form"}`;
    case "not_multiple_of":
      return `takes multiples of ${issue.divisor}`;
    case "unrecognized_keys":
      return unknownKeyWords(issue);
    case "invalid_union":
      return unionWords(issue);
    case "invalid_key":
      return `has a field whose name does not fit: it ${issue.issues[0]?.message ?? "is not accepted"}`;
    default:
      return "is not accepted";
  }
}

// As customError and not as a locale: each copy of Zod that is loaded sets its own locale, for all copies.
z.config({ customError: invalidWords });

/** JavaScript's own bound on whole numbers: a bound of the schema, where there is one, says more. */
const isSafeBound = (issue: Issue) =>
  (issue.code === "too_big" && issue.maximum === Number.MAX_SAFE_INTEGER) ||
  (issue.code === "too_small" && issue.minimum === Number.MIN_SAFE_INTEGER);

/** One issue of an input: where, and what is wrong there. */
export type FieldError = { field: string; message: string };

/** What is wrong with an input: one sentence for each field, the first thing that Zod found in it. */
export function describeInvalid(error: z.core.$ZodError): { what: string; errors: FieldError[] } {
  const byField = new Map<string, string>();
  for (const issue of [...error.issues].sort((a, b) => Number(isSafeBound(a)) - Number(isSafeBound(b)))) {
    const field = issue.path.join(".");
    if (!byField.has(field)) byField.set(field, issue.message);
  }
  const errors = [...byField].map(([field, message]) => ({ field, message }));
  const what = errors.map(({ field, message }) => `${field || "The input"} ${message}.`).join(" ");
  return { what, errors };
}
