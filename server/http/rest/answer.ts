import "server-only";
import { TRPCError } from "@trpc/server";
import type { Actor, Ctx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { Refusal } from "@/server/foundation/errors";
import { fromSegment } from "@/server/foundation/path-segment";
import { addressOf, requestIdOf } from "@/server/foundation/request";
import { hashSecret } from "@/server/people/secrets";
import { actorOfToken } from "@/server/people/sign-in";
import { createCaller } from "@/server/router";
import { readJson } from "./body";
import { bodyInput, queryInput } from "./input";
import { spendAddress, spendToken } from "./limits";
import { isText, malformed } from "./malformed";
import { problemResponse } from "./problem";
import { type Route, routesAt, successStatus } from "./routes";

const base = "/api/v1";

/** Lets pages of other origins call routes that need no token: a product's page posts its users' feedback. */
const openCors = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": "content-type",
};

/**
 * Answers one request of the public API with the procedure of its method and path. It takes only bearer tokens: with
 * cookies, pages of other origins could act for the reader.
 */
export async function answer(request: Request, { db }: { db: Db }): Promise<Response> {
  const url = new URL(request.url);
  const requestId = requestIdOf(request.headers);
  const cors = new Headers();
  let response: Response;
  try {
    const found = routesAt(pathOf(url));
    if (found.some(({ route }) => route.open))
      for (const header of Object.entries(openCors)) cors.append(...header);
    response = await run(request, url, found, { db, requestId });
  } catch (error) {
    response = problemResponse(error, { path: url.pathname, requestId });
  }
  for (const [name, value] of cors) response.headers.set(name, value);
  response.headers.set("x-request-id", requestId);
  return response;
}

async function run(
  request: Request,
  url: URL,
  found: ReturnType<typeof routesAt>,
  { db, requestId }: { db: Db; requestId: string },
): Promise<Response> {
  if (!found.length) throw noSuchPath(url.pathname);
  if (request.method === "OPTIONS")
    return new Response(null, { status: 204, headers: { allow: allowed(found) } });
  const match = found.find(({ route }) => route.method === request.method);
  if (!match) return wrongMethod(request.method, url.pathname, allowed(found), requestId);
  const { route, parameters } = match;
  const ip = addressOf(request.headers);
  const actor = await bearer(request, db, ip, route.open);
  const input = { ...(await readInput(request, route, url, parameters)), ...parameters };
  const ctx: Ctx = { db, actor, requestId, ip, signal: request.signal };
  const output = await procedureAt(createCaller(ctx, { signal: request.signal }), route.procedure)(input);
  const status = successStatus(route, output);
  if (status === 204) return new Response(null, { status });
  return Response.json(output, { status, headers: { "cache-control": "no-store" } });
}

const allowed = (found: ReturnType<typeof routesAt>) =>
  [...found.map(({ route }) => route.method), "OPTIONS"].join(", ");

function pathOf(url: URL): string[] {
  if (!isText(url.pathname)) throw malformed();
  return url.pathname.slice(base.length).replace(/\/$/, "").split("/").slice(1).map(fromSegment);
}

const noSuchPath = (path: string) =>
  new Refusal("NOT_FOUND", {
    what: `There is nothing at ${path}.`,
    todo: "GET /api/openapi.json lists what there is.",
  });

function wrongMethod(method: string, path: string, allow: string, requestId: string): Response {
  const message = `${path} does not take ${method}. It takes ${allow}.`;
  const response = problemResponse(new TRPCError({ code: "METHOD_NOT_SUPPORTED", message }), {
    path,
    requestId,
  });
  response.headers.set("allow", allow);
  return response;
}

/** The person that a request acts for; null on an `open` route without a token. */
export async function bearer(
  request: Request,
  db: Db,
  ip: string | null,
  open: boolean,
): Promise<Actor | null> {
  const header = request.headers.get("authorization");
  const token = header ? /^Bearer +([\w.~+/=-]+)$/i.exec(header)?.[1] : undefined;
  if (!header && open) {
    await spendAddress(db, "open", ip);
    return null;
  }
  const actor = token ? await actorOfToken(db, token) : null;
  if (!token || !actor) {
    await spendAddress(db, "wrong", ip);
    throw new Refusal("UNAUTHORIZED", {
      what: header ? "This token is not valid." : "A token is missing.",
      why: header ? "It is unknown, was revoked or has expired." : undefined,
      todo: "Make one under Settings, Tokens, and send it as `Authorization: Bearer …`.",
    });
  }
  await spendToken(hashSecret(token));
  return actor;
}

async function readInput(
  request: Request,
  route: Route,
  url: URL,
  inPath: Record<string, string>,
): Promise<Record<string, unknown>> {
  if (route.method === "GET" || route.method === "DELETE") {
    return queryInput(route.input, url.searchParams, inPath);
  }
  const body = bodyInput(route.input, await readJson(request), inPath);
  return { ...queryInput(null, url.searchParams), ...body };
}

type Callable = (input: unknown) => Promise<unknown>;

/** The caller is a nested proxy: the procedure `people.list` is `caller.people.list`. */
function procedureAt(caller: ReturnType<typeof createCaller>, path: string): Callable {
  return path
    .split(".")
    .reduce<unknown>((at, word) => (at as Record<string, unknown>)[word], caller) as Callable;
}
