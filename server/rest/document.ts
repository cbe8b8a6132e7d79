import "server-only";
import { generateOpenApiDocument, type OpenAPIObject } from "trpc-to-openapi";
import { z } from "zod";
import { appRouter } from "@/server/router";
import { problem } from "./problem";
import { successStatus } from "./routes";

type Operation = {
  security?: unknown;
  requestBody?: unknown;
  responses: Record<string, { description: string; content?: Record<string, { schema?: object }> }>;
};
type Paths = Record<string, Record<string, Operation>>;

const problemAnswer = {
  description: "What went wrong, why, and what to do (RFC 9457)",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

/**
 * The API as OpenAPI 3.1, out of the procedures' own schemas. The generator knows 200 and errors of its own shape;
 * the statuses and problems that the door really answers are put in their place.
 */
export function openApiDocument(url: string): OpenAPIObject {
  const document = generateOpenApiDocument(appRouter, {
    title: "Terrapin",
    version: "1",
    description:
      "Runs, models, promotions and feedback. Times are RFC 3339 in UTC, ids are strings, lists are `{items, nextCursor}`.",
    baseUrl: `${url}/api/v1`,
    securitySchemes: { token: { type: "http", scheme: "bearer" } },
  });
  const paths = document.paths as unknown as Paths;
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      operation.responses = realResponses(operation, method.toUpperCase() as "GET", path);
    }
  }
  const own = Object.entries(document.components?.schemas ?? {}).filter(
    ([name]) => !name.startsWith("error."),
  );
  const { $schema: _dialect, ...Problem } = z.toJSONSchema(problem);
  document.components = {
    ...document.components,
    schemas: { ...Object.fromEntries(own), Problem: Problem as Record<string, unknown> },
  };
  return document;
}

function realResponses({ responses }: Operation, method: "GET", path: string): Operation["responses"] {
  const said = responses["200"];
  const schema = said?.content?.["application/json"]?.schema ?? {};
  const says = Object.keys(schema).length > 0;
  const status = successStatus({ method, path }, says ? {} : undefined);
  return {
    [status]: says
      ? { description: "Done", content: { "application/json": { schema } } }
      : { description: "Done" },
    default: problemAnswer,
  };
}
