/** What a log line may hold. Everything that is logged passes through here; nothing in here does I/O. */

const REDACTED = "[redacted]";
const MAX_DEPTH = 6;
const MAX_TEXT = 2_000;

/** Names of fields that hold credentials, compared without case, hyphens and underscores, at the end of the name. */
const secretField =
  /(authorization|cookies?|password|passwd|passwordhash|secret|token|tokenhash|credentials?|apikey|accesskey|accesskeyid|accountkey|privatekey|signature|databaseurl|connectionstring)$/;

/** Names of fields that hold what people wrote, or a whole request with it. */
const textField =
  /^(answers?|body|comment|correctedlabel|input|params|predicted(label)?|reason|text|title|values?)$/;

const plainName = (name: string) => name.toLowerCase().replace(/[-_]/g, "");

/**
 * A copy of a logged value without credentials and without what people wrote. Errors become plain objects. Objects of
 * classes are named, not read; nesting below six levels is cut off.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value;
  if (typeof value === "bigint") return String(value);
  if (typeof value === "function" || typeof value === "symbol") return `[${typeof value}]`;
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth >= MAX_DEPTH) return "[…]";
  if (value instanceof Error) return describeError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    return `[${prototype.constructor?.name ?? "object"}]`;
  return redactFields(value as Record<string, unknown>, depth);
}

/** The fields of one log line, or of an object in it. */
export function redactFields(fields: Record<string, unknown>, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const plain = plainName(name);
      if (value === null || value === undefined) return [name, value];
      if (secretField.test(plain)) return [name, REDACTED];
      if (textField.test(plain)) return [name, sizeOf(value)];
      return [name, redact(value, depth + 1)];
    }),
  );
}

function sizeOf(value: unknown): string {
  if (typeof value === "string") return `[${value.length} characters]`;
  if (Array.isArray(value)) return `[${value.length} values]`;
  return typeof value === "object" && value !== null ? `[${Object.keys(value).length} fields]` : REDACTED;
}

type DatabaseFields = {
  query?: unknown;
  severity?: unknown;
  code?: unknown;
  table?: unknown;
  column?: unknown;
  constraint?: unknown;
};

/**
 * An error as it is logged: its type, message, code, the frames of its stack, and its causes. Of a failed query there
 * is the first line of the statement and PostgreSQL's code, and never a value: not the parameters, which Drizzle writes
 * into its message, and not the details, where PostgreSQL quotes the row.
 */
function describeError(error: Error & DatabaseFields, depth: number): Record<string, unknown> {
  const { code, table, column, constraint } = error;
  return {
    type: error.name,
    message: redact(messageOf(error)),
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(typeof error.severity === "string" ? { table, column, constraint } : {}),
    ...(error instanceof AggregateError
      ? { errors: error.errors.slice(0, 5).map((one: unknown) => redact(one, depth + 1)) }
      : {}),
    stack: framesOf(error),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}

function messageOf(error: Error & DatabaseFields): string {
  if (typeof error.query === "string" && "params" in error) return `Failed query: ${firstLine(error.query)}`;
  // PostgreSQL quotes the value in errors about data (class 22), and JSON.parse a piece of the text.
  const quotesData =
    (typeof error.severity === "string" && String(error.code).startsWith("22")) ||
    error instanceof SyntaxError;
  return quotesData ? error.message.replace(/"[\s\S]*"|'[\s\S]*'/g, '"…"') : error.message;
}

const firstLine = (statement: string) => statement.trim().split("\n", 1)[0]?.slice(0, 300) ?? "";

/** The frames alone: a stack begins with the message. */
const framesOf = ({ stack = "" }: Error): string[] =>
  stack
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());

const patterns: [RegExp, string][] = [
  [/\b(Bearer|Basic) +[\w.~+/=-]{6,}/gi, `$1 ${REDACTED}`],
  // The user and password in an address: postgres://user:password@host.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s"'/@]+@/gi, `$1${REDACTED}@`],
  [/([?&][\w-]*(?:token|secret|password|signature|sig|key|code)=)[^&\s"'#]+/gi, `$1${REDACTED}`],
  // Tokens that carry their kind in front: Terrapin's own, and those of systems that it is connected to.
  [/\b(tpn_|inv_|glpat-|gh[a-z]_|github_pat_|xox[a-z]-|whsec_)[\w-]{8,}/g, `$1${REDACTED}`],
  [/\beyJ[\w-]{8,}(?:\.[\w-]*){2,4}/g, REDACTED],
];

/** Takes tokens and passwords that are recognised by their form out of a finished line; valid JSON stays valid. */
export function scrub(line: string): string {
  return patterns.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}
