import "server-only";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";
import formatsPlugin from "ajv-formats";
import { z } from "zod";

/**
 * Checks each request and each answer against GitLab's own specification, so that the simulator cannot drift from it.
 * Its schemas are closed here: no request may have an unnamed parameter, and no answer a property that is neither in the
 * file nor in a recorded answer.
 */

const schemaRef = z.record(z.string(), z.unknown());
const parameter = z.object({
  name: z.string(),
  in: z.enum(["path", "query", "header"]),
  required: z.boolean().optional(),
  schema: schemaRef,
});
const content = z.record(z.string(), z.object({ schema: schemaRef }));
const operation = z.object({
  parameters: z.array(parameter).default([]),
  requestBody: z.object({ content, required: z.boolean().optional() }).optional(),
  responses: z.record(z.string(), z.object({ content: content.optional() })),
});
const contractFile = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

/** Properties of recorded answers that the file of 2025-03 does not have. */
const RECORDED: Record<string, Record<string, object>> = {
  API_Entities_Ci_PipelineBasic: { name: { type: "string", nullable: true } },
  API_Entities_Ci_Pipeline: { name: { type: "string", nullable: true }, archived: { type: "boolean" } },
  API_Entities_Ci_PipelineWithMetadata: { archived: { type: "boolean" } },
};

/** Parameters that every list takes by the documentation; the file names them for some lists only. */
const DOCUMENTED = new Set(["page", "per_page", "pagination", "order_by", "sort", "cursor"]);

export type Operation = z.infer<typeof operation> & { method: string; template: string };

export const contractPath = (): string =>
  join(process.cwd(), "server", "backends", "contracts", "gitlab.openapi.json");

export function loadContract(file = contractPath()) {
  const read = contractFile.parse(JSON.parse(readFileSync(file, "utf8")));
  const schemas = Object.fromEntries(
    Object.entries(read.components.schemas).map(([name, schema]) => [name, closed(name, schema)]),
  );
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
  const asking = new Ajv({ strict: false, allErrors: true, coerceTypes: "array" });
  for (const one of [ajv, asking]) {
    formatsPlugin.default(one);
    one.addSchema({ $id: "gitlab", components: { schemas } });
  }
  const compiled = new Map<string, ValidateFunction>();
  const check = (key: string, with_: Ajv, schema: object, value: unknown): string | null => {
    const validate = compiled.get(key) ?? with_.compile(schema);
    compiled.set(key, validate);
    return validate(value) ? null : with_.errorsText(validate.errors, { dataVar: key });
  };
  const operations = Object.entries(read.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, one]) => ({ ...one, method: method.toUpperCase(), template })),
  );
  const key = (one: Operation, part: string) => `${one.method} ${one.template} ${part}`;

  return {
    /** The operation of this name in the file. */
    operation: (method: string, template: string): Operation | null =>
      operations.find((one) => one.method === method && one.template === template) ?? null,

    /** How a request's query violates the specification; `unknown` names parameters that are not in it. */
    query(one: Operation, query: URLSearchParams): { invalid: string | null; unknown: string[] } {
      const known = one.parameters.filter((each) => each.in === "query");
      const value: Record<string, unknown> = {};
      for (const { name, schema } of known) {
        if (query.has(name)) value[name] = schema.type === "array" ? query.getAll(name) : query.get(name);
      }
      const properties = Object.fromEntries(known.map(({ name, schema }) => [name, schema]));
      const names = new Set(known.map(({ name }) => name));
      return {
        invalid: check(key(one, "query"), asking, { type: "object", properties }, value),
        unknown: [...query.keys()].filter((name) => !names.has(name) && !DOCUMENTED.has(name)),
      };
    },

    path(one: Operation, values: Record<string, string>): string | null {
      const known = one.parameters.filter((each) => each.in === "path");
      const properties = Object.fromEntries(known.map(({ name, schema }) => [name, schema]));
      return check(
        key(one, "path"),
        asking,
        { type: "object", properties, required: Object.keys(properties) },
        { ...values },
      );
    },

    body(one: Operation, value: unknown): string | null {
      const schema = one.requestBody?.content["application/json"]?.schema;
      if (!schema || (value === undefined && !one.requestBody?.required)) return null;
      return check(key(one, "body"), ajv, within(schema), value ?? {});
    },

    /** How an answer violates the specification. */
    answer(one: Operation, status: number, type: string, value: unknown): string | null {
      const response = one.responses[String(status)];
      if (!response) return `${one.method} ${one.template} answers no ${status}`;
      if (!response.content) return null;
      const schema = response.content[type.split(";")[0] ?? ""]?.schema;
      if (!schema) return `${one.method} ${one.template} ${status} is not of type ${type}`;
      return check(key(one, String(status)), ajv, within(schema), value);
    },
  };
}

/** Rewrites the file's references to point into the schema that it was added as. */
function within(value: unknown): object {
  const turn = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(turn);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([name, inner]) => [
        name,
        name === "$ref" && typeof inner === "string" ? inner.replace("#/", "gitlab#/") : turn(inner),
      ]),
    );
  };
  return turn(value) as object;
}

function closed(name: string, schema: Record<string, unknown>): object {
  const known = z.record(z.string(), z.unknown()).catch({}).parse(schema.properties);
  const properties = { ...known, ...RECORDED[name] };
  return within({ ...schema, properties, additionalProperties: schema.additionalProperties ?? false });
}
