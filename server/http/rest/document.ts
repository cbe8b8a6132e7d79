import "server-only";
import { z } from "zod";
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from "zod-openapi";
import { exportFeedback } from "@/server/feedback/schema";
import { isUnion, shapeOf } from "./input";
import { problem } from "./problem";
import { type Route, routes, successStatus } from "./routes";

const description = `Runs, models, promotions and feedback of Terrapin.

Times are RFC 3339 in UTC, ids are strings, lists are \`{items, nextCursor}\`: pass \`nextCursor\` back as \`cursor\`.
Send a token from Settings, Tokens as \`Authorization: Bearer …\`. Errors are RFC 9457 problems.`;

/**
 * The public API as OpenAPI 3.1, out of the procedures' own schemas. (trpc-to-openapi's generator refuses query
 * fields that are a number or a time, and knows neither 201 nor problems: zod-openapi under it does the work.)
 * @param url where this installation answers, without a slash at the end
 */
export function openApiDocument(url: string) {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(route) };
  }
  paths["/feedback/export"] = { get: feedbackExport };
  const document: ZodOpenApiObject = {
    openapi: "3.1.0",
    info: {
      title: "Terrapin",
      version: "1",
      description,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: `${url}/api/v1` }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      schemas: { Problem: problem },
      responses: {
        Problem: {
          id: "Problem",
          description: "What went wrong, why, and what to do (RFC 9457)",
          content: { "application/problem+json": { schema: problem } },
        },
      },
    },
    tags: [...new Set(routes.flatMap((route) => route.tags))].sort().map((name) => ({ name })),
  };
  return createDocument(document);
}

function operation(route: Route): ZodOpenApiOperationObject {
  const { method, path, procedure, summary, tags, open } = route;
  const fields = Object.entries(shapeOf(route.input));
  const inPath = fields.filter(([name]) => path.includes(`{${name}}`));
  const others = z.object(Object.fromEntries(fields.filter(([name]) => !path.includes(`{${name}}`))));
  const inQuery = method === "GET" || method === "DELETE";
  // A body of several forms is shown with all of them.
  const body = route.input && isUnion(route.input) && inPath.length === 0 ? route.input : others;
  const takes = Object.keys(others.shape).length > 0;
  return {
    operationId: procedure.replaceAll(".", "-"),
    summary,
    tags,
    ...(open ? { security: [] } : {}),
    requestParams: {
      ...(inPath.length ? { path: z.object(Object.fromEntries(inPath)) } : {}),
      ...(inQuery && takes ? { query: others } : {}),
    },
    ...(inQuery || !takes
      ? {}
      : {
          requestBody: {
            required: !z.safeParse(body, {}).success,
            content: { "application/json": { schema: body as z.ZodType } },
          },
        }),
    responses: { ...success(route), default: { $ref: "#/components/responses/Problem" } },
  };
}

function success(route: Route): ZodOpenApiOperationObject["responses"] {
  const { output } = route;
  if (!output || output._zod.def.type === "void") return { 204: { description: "Done" } };
  const status = successStatus(route, {});
  return { [status]: { description: "Done", content: { "application/json": { schema: output } } } };
}

/** The one route that is not a procedure: it streams. */
const feedbackExport: ZodOpenApiOperationObject = {
  operationId: "feedback-export",
  summary: "Feedback as a dataset, one line an item",
  tags: ["feedback"],
  requestParams: { query: exportFeedback },
  responses: {
    200: {
      description: "JSON Lines or CSV, newest first",
      content: { "application/x-ndjson": { schema: z.string() }, "text/csv": { schema: z.string() } },
    },
    default: { $ref: "#/components/responses/Problem" },
  },
};
