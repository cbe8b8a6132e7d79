import type { z } from "zod";
import { describeInvalid, type FieldError } from "./invalid-words";

/** HTTP statuses of the refusals, as RFC 9110 names them. */
export const refusalStatus = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PRECONDITION_FAILED: 412,
  PAYLOAD_TOO_LARGE: 413,
  TOO_MANY_REQUESTS: 429,
  UNAVAILABLE: 503,
} as const;

export type RefusalCode = keyof typeof refusalStatus;
export type RefusalWords = { what: string; why?: string; todo?: string };

/** A refusal with words for its reader. Anything else that is thrown is a defect, and its message is masked. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly words: RefusalWords;
  /** Seconds after which to try again, where that is known. */
  readonly retryAfter?: number;
  /** What is wrong with each field of the input, where it is about fields. */
  readonly fields: readonly FieldError[];

  constructor(
    code: RefusalCode,
    words: RefusalWords | string,
    options: { retryAfter?: number; fields?: readonly FieldError[] } = {},
  ) {
    const parts = typeof words === "string" ? { what: words } : words;
    super([parts.what, parts.why, parts.todo].filter(Boolean).join(" "));
    this.name = "Refusal";
    this.code = code;
    this.words = parts;
    this.retryAfter = options.retryAfter;
    this.fields = options.fields ?? [];
  }
}

/**
 * Parses what only a service can: input whose schema depends on stored data.
 * @throws Refusal BAD_REQUEST with the words and fields that invalid input has at the API
 */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { what, errors } = describeInvalid(parsed.error);
  throw new Refusal("BAD_REQUEST", { what }, { fields: errors });
}

/** PostgreSQL's code of an error, also behind Drizzle's wrapper. */
function sqlState(error: unknown): unknown {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined;
}

/** PostgreSQL's message where it refuses a value (class 22); null for other errors. */
export function refusedValue(error: unknown): string | null {
  if (!String(sqlState(error)).startsWith("22")) return null;
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? `PostgreSQL says: ${cause.message}.` : null;
}

/** True for PostgreSQL's unique violation. */
export const isUniqueViolation = (error: unknown): boolean => sqlState(error) === "23505";

/** What is refused in an error that was thrown; null for a defect. */
export function refusalIn(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  // PostgreSQL stores U+0000 neither in a text nor in JSON.
  return sqlState(error) === "22021" || sqlState(error) === "22P05" ? unstorableText() : null;
}

/** The answer to a text that cannot be stored. @param field where it is, `data.comment` */
export const unstorableText = (field = ""): Refusal =>
  new Refusal(
    "BAD_REQUEST",
    {
      what: "A text holds a character that can't be stored.",
      why: "It is U+0000, or one half of a pair of surrogates (U+D800 to U+DFFF) without the other.",
      todo: "Send it without that character.",
    },
    field === "" ? undefined : { fields: [{ field, message: "holds a character that can't be stored" }] },
  );
