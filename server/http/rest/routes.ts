import "server-only";
import type { OpenApiMeta } from "trpc-to-openapi";
import type { z } from "zod";
import { appRouter } from "@/server/router";

type Schema = z.core.$ZodType;
export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** One procedure of the router as an address of the API. */
export type Route = {
  procedure: string;
  method: Method;
  /** `/runs/{id}/jobs` */
  path: string;
  segments: string[];
  input: Schema | null;
  output: Schema | null;
  summary: string | undefined;
  tags: string[];
  /** needs no token, and allows pages of other origins */
  open: boolean;
};

type Procedure = { _def: { meta?: OpenApiMeta; inputs: Schema[]; output?: Schema } };

/** At run time this is a flat record of all procedures by their dotted names, whatever its type is. */
const procedures = appRouter._def.procedures as unknown as Record<string, Procedure>;

/** Every procedure with a method and a path; fixed segments before `{parameters}`, so that they match first. */
export const routes: Route[] = Object.entries(procedures)
  .flatMap(([procedure, { _def }]) => {
    if (!_def.meta?.openapi) return [];
    const { method, path, protect, summary, tags = [] } = _def.meta.openapi;
    const segments = path.split("/").slice(1);
    const [input = null] = _def.inputs;
    const output = _def.output ?? null;
    return [{ procedure, method, path, segments, input, output, summary, tags, open: protect === false }];
  })
  .sort((a, b) => Number(a.path.includes("{")) - Number(b.path.includes("{")));

const parameterOf = (segment: string) => (segment.startsWith("{") ? segment.slice(1, -1) : null);

function parametersOf(route: Route, path: string[]): Record<string, string> | null {
  if (route.segments.length !== path.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of route.segments.entries()) {
    const given = path[index] ?? "";
    const parameter = parameterOf(segment);
    if (parameter) parameters[parameter] = given;
    else if (segment !== given) return null;
  }
  return parameters;
}

/** All routes of an address whatever their method, each with the values of its parameters. */
export function routesAt(path: string[]): { route: Route; parameters: Record<string, string> }[] {
  return routes.flatMap((route) => {
    const parameters = parametersOf(route, path);
    return parameters ? [{ route, parameters }] : [];
  });
}

/**
 * The status of a success: 204 without an output, 201 for a POST to a collection (a plural noun:
 * `/projects`, `/promotions/{id}/decisions`), else 200 (`/connections/{id}/test`).
 */
export function successStatus(
  { method, path }: Pick<Route, "method" | "path">,
  output: unknown,
): 200 | 201 | 204 {
  if (output === undefined) return 204;
  return method === "POST" && /(s|\/people)$/.test(path) ? 201 : 200;
}
