import "server-only";
import type { z } from "zod";
import { Refusal } from "@/server/foundation/errors";

/** Converts query strings and bodies to the inputs of the procedures; the schemas stay unchanged. */

type Schema = z.core.$ZodType;
const definition = (schema: Schema) => (schema as z.core.$ZodTypes)._zod.def;

/** The schema under `.optional()`, `.default()` and the like, on the side that reads. */
function bare(schema: Schema): Schema {
  const def = definition(schema);
  if (def.type === "pipe") return bare(def.in);
  return "innerType" in def ? bare(def.innerType) : schema;
}

const number = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** Converts a query field to the type of its schema; text that does not convert stays text, which the schema refuses. */
function fromText(schema: Schema, text: string): unknown {
  const def = definition(bare(schema));
  switch (def.type) {
    case "number":
      return number.test(text) ? Number(text) : text;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : text;
    case "union": {
      for (const option of def.options) {
        const value = fromText(option, text);
        if (value !== text) return value;
      }
      return text;
    }
    default:
      return text;
  }
}

/** The outermost fields of an input, of all its forms where it is one of several; none where it is no object. */
export function shapeOf(schema: Schema | null): Record<string, Schema> {
  const def = schema ? definition(bare(schema)) : null;
  if (def?.type === "union") return Object.assign({}, ...def.options.map(shapeOf));
  return def?.type === "object" ? (def.shape as Record<string, Schema>) : {};
}

/** Whether an input has several forms. */
export const isUnion = (schema: Schema): boolean => definition(bare(schema)).type === "union";

/** What a request may carry beside its path. */
const fieldsBeside = (schema: Schema | null, inPath: Record<string, string>): Record<string, Schema> =>
  Object.fromEntries(Object.entries(shapeOf(schema)).filter(([name]) => !(name in inPath)));

/** Reads a query string by the input's schema: repeated fields become lists where the schema asks for one. */
export function queryInput(
  schema: Schema | null,
  query: URLSearchParams,
  inPath: Record<string, string> = {},
): Record<string, unknown> {
  const shape = fieldsBeside(schema, inPath);
  const input: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const field = shape[name];
    if (!field) throw unknownField("There is no query parameter", name, shape);
    const given = query.getAll(name);
    const def = definition(bare(field));
    if (def.type === "array") input[name] = given.map((text) => fromText(def.element, text));
    else if (given.length > 1) throw new Refusal("BAD_REQUEST", { what: `${name} is given more than once.` });
    else input[name] = fromText(field, given[0] ?? "");
  }
  return input;
}

/** Checks a body's outermost fields, so that a misspelt one is refused and not ignored. */
export function bodyInput(
  schema: Schema | null,
  body: unknown,
  inPath: Record<string, string>,
): Record<string, unknown> {
  if (body === undefined) return {};
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new Refusal("BAD_REQUEST", { what: "The body is not a JSON object." });
  }
  const shape = fieldsBeside(schema, inPath);
  for (const name of Object.keys(body))
    if (!shape[name]) throw unknownField("The body has no field", name, shape);
  return body as Record<string, unknown>;
}

function unknownField(what: string, name: string, shape: Record<string, Schema>): Refusal {
  const known = Object.keys(shape);
  const todo = known.length ? `Known are: ${known.join(", ")}.` : "Leave it out.";
  return new Refusal("BAD_REQUEST", { what: `${what} ${name}.`, todo });
}
