import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenDb } from "@/server/foundation/db/open";
import { answer } from "@/server/http/rest/answer";
import { openApiDocument } from "@/server/http/rest/document";
import { refuseMalformed } from "@/server/http/rest/malformed";
import { create as createToken } from "@/server/people/tokens/service";
import { testDatabase } from "../database";
import { makeSeededWorld, type SeededWorld, type Who } from "../world/seeded";

let open: OpenDb;
let world: SeededWorld;
const tokens = {} as Record<Who, string>;
beforeAll(async () => {
  open = await testDatabase();
  world = await makeSeededWorld(open);
  for (const who of ["stranger", "viewer", "contributor", "approver", "maintainer", "owner"] as const) {
    tokens[who] = (await createToken(world.who[who], { name: "test", expiresInDays: 1 })).token;
  }
});
afterAll(() => open.close());

type Sent = { method?: string; as?: Who; token?: string; body?: unknown; headers?: Record<string, string> };
type Got = {
  status: number;
  body: Record<string, unknown> & { items?: Record<string, unknown>[] };
  headers: Headers;
};

async function ask(path: string, { method = "GET", as, token, body, headers = {} }: Sent = {}): Promise<Got> {
  const bearer = token ?? (as && tokens[as]);
  const request = new Request(`http://localhost:3000/api/v1${path}`, {
    method,
    headers: {
      ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body:
      typeof body === "object" && !(body instanceof Uint8Array) ? JSON.stringify(body) : (body as BodyInit),
  });
  const response = await answer(request, { db: open.db });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : {}, headers: response.headers };
}

describe("a workspace is set up by script", () => {
  test("project, people, tokens and invitations", async () => {
    const made = await ask("/projects", { method: "POST", as: "owner", body: { name: "Scripted" } });
    expect(made).toMatchObject({
      status: 201,
      body: { slug: "scripted", name: "Scripted", role: "maintainer" },
    });
    const person = { name: "approver", email: "scripted@example.com", project: "scripted", role: "approver" };
    const created = await ask("/people", {
      method: "POST",
      as: "owner",
      body: { ...person, password: "long enough for all" },
    });
    expect(created).toMatchObject({ status: 201, body: { temporaryPassword: null } });
    const changed = await ask(`/people/${created.body.id}/roles/scripted`, {
      method: "PUT",
      as: "owner",
      body: { role: "viewer" },
    });
    expect(changed.body.memberships).toEqual([{ project: "scripted", role: "viewer" }]);
    const invited = await ask("/invitations", {
      method: "POST",
      as: "owner",
      body: { project: "scripted", role: "viewer" },
    });
    expect(invited.body.url).toMatch(/\/invitations\/inv_/);
    const gone = await ask(`/people/${created.body.id}/roles/scripted`, { method: "DELETE", as: "owner" });
    expect(gone.status).toBe(204);
    const renamed = await ask("/projects/scripted", {
      method: "PATCH",
      as: "owner",
      body: { name: "Renamed" },
    });
    expect(renamed.body).toMatchObject({ name: "Renamed", slug: "scripted" });
  });

  test("a token made by a token, until it is deleted", async () => {
    const made = await ask("/tokens", { method: "POST", as: "contributor", body: { name: "ci" } });
    expect((await ask("/projects", { token: String(made.body.token) })).status).toBe(200);
    await ask(`/tokens/${made.body.id}`, { method: "DELETE", as: "contributor" });
    expect((await ask("/projects", { token: String(made.body.token) })).status).toBe(401);
  });
});

describe("who asks", () => {
  test("without a token, or with one that opens nothing, is told what to do", async () => {
    const without = await ask("/projects");
    expect(without.status).toBe(401);
    expect(without.headers.get("www-authenticate")).toContain("Bearer");
    expect(without.headers.get("content-type")).toBe("application/problem+json");
    const wrong = await ask("/projects", { token: "tpn_wrong" });
    expect(wrong.body).toMatchObject({ status: 401, why: "It is unknown, was revoked or has expired." });
    expect(wrong.body.todo).toContain("Settings");
  });

  test("a session's cookie opens nothing here", async () => {
    const { status } = await ask("/projects", { headers: { cookie: "next-auth.session-token=anything" } });
    expect(status).toBe(401);
  });

  test("from a foreign project is forbidden, not told that there is nothing", async () => {
    const { status, body } = await ask(`/promotions/${world.promotion.id}`, { as: "stranger" });
    expect(status).toBe(403);
    expect(body.detail).toContain("not a member");
  });

  test("may be a stranger with a form, from any page", async () => {
    const path = `/forms/${world.form.slug}/items`;
    const sent = await ask(path, { method: "POST", body: { answers: { rating: 1 } } });
    expect(sent.status).toBe(201);
    expect(sent.headers.get("access-control-allow-origin")).toBe("*");
    const preflight = await ask(path, { method: "OPTIONS" });
    expect(preflight.status).toBe(204);
    expect((await ask("/projects", { as: "owner" })).headers.get("access-control-allow-origin")).toBeNull();
  });

  test("too often is told when to come back", async () => {
    const wrong = () =>
      ask("/projects", { token: "tpn_guess", headers: { "x-forwarded-for": "192.0.2.77" } });
    let last = await wrong();
    for (let i = 0; i < 40 && last.status === 401; i += 1) last = await wrong();
    expect(last.status).toBe(429);
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("what is asked", () => {
  test("numbers and lists in a query are read by the procedure's schema, which stays as it was", async () => {
    const { status, body } = await ask("/people?limit=1", { as: "owner" });
    expect(status).toBe(200);
    expect(body.items).toHaveLength(1);
    const next = await ask(`/people?limit=1&cursor=${body.nextCursor}`, { as: "owner" });
    expect(next.body.items?.[0]?.id).not.toBe(body.items?.[0]?.id);
    const { createCaller } = await import("@/server/router");
    const text = { limit: "1" } as unknown as { limit: number };
    await expect(createCaller(world.who.owner).people.list(text)).rejects.toThrow(/number/);
  });

  test.each([
    ["/people?limit=many", "limit"],
    ["/people?limit=1e9", "limit"],
    ["/audit?cursor=nonsense", null],
  ])("%s is refused with the field at fault", async (path, field) => {
    const { status, body } = await ask(path, { as: "owner" });
    expect(status).toBe(400);
    if (field) expect(body.errors).toMatchObject([{ field }]);
  });

  test("a misspelt parameter or field is refused and not ignored", async () => {
    const query = await ask("/people?projct=x", { as: "owner" });
    expect(query.body).toMatchObject({ status: 400, what: "There is no query parameter projct." });
    const body = await ask("/projects", { method: "POST", as: "owner", body: { name: "x", slugg: "y" } });
    expect(body.body.what).toContain("slugg");
  });

  test("an unknown path, a method it does not take, and an address that is not text", async () => {
    expect((await ask("/nothing", { as: "owner" })).status).toBe(404);
    const method = await ask("/projects", { method: "DELETE", as: "owner" });
    expect(method.status).toBe(405);
    expect(method.headers.get("allow")).toBe("GET, POST, OPTIONS");
    expect((await ask("/models/%zz", { as: "owner" })).status).toBe(400);
  });

  test("a parameter with a slash in it is one parameter", async () => {
    const { status, body } = await ask("/models/a%2Fb", { as: "viewer" });
    expect(status).toBe(404);
    expect(body.detail).toContain("a/b");
  });

  test.each([
    ["truncated JSON", '{"name": "x', "The body is not JSON."],
    ["a list", "[1]", "The body is not a JSON object."],
    ["bytes that are no UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "The body is not JSON."],
  ])("%s is refused in words", async (_, body, words) => {
    const got = await ask("/projects", { method: "POST", as: "owner", body });
    expect(got.status).toBe(400);
    expect(got.body.what).toBe(words);
  });

  test("a body of 10 MB is refused before it is read, also one that does not say how long it is", async () => {
    const large = "x".repeat(10 * 1024 * 1024);
    expect((await ask("/projects", { method: "POST", as: "owner", body: large })).status).toBe(413);
    let read = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        read += 1;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    const request = new Request("http://localhost:3000/api/v1/projects", {
      method: "POST",
      headers: { authorization: `Bearer ${tokens.owner}`, "content-type": "application/json" },
      body: endless,
      duplex: "half",
    } as RequestInit);
    expect((await answer(request, { db: open.db })).status).toBe(413);
    expect(read).toBeLessThan(40);
  });

  test("names in any script, with emoji or markup, come back as they were sent", async () => {
    for (const name of ["🐢 turtles", "مشروع التعلم", "<script>alert(1)</script>"]) {
      const slug = `n-${Math.random().toString(36).slice(2)}`;
      const { status, body } = await ask("/projects", { method: "POST", as: "owner", body: { name, slug } });
      expect(status, name).toBe(201);
      expect(body.name).toBe(name);
    }
    const { body } = await ask("/projects", { method: "POST", as: "owner", body: { name: "🐢" } });
    expect(body).toMatchObject({ status: 400, todo: "Give its name in addresses too." });
  });
});

test("addresses that are not text never reach the framework", async () => {
  const server = createServer(refuseMalformed((_, response) => response.end("let through")));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const got = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, text: await response.text() };
  };
  try {
    for (const path of ["/runs/%zz", "/api/v1/models/%E0%A4%A"]) {
      const { status, text } = await got(path);
      expect({ status, ...JSON.parse(text) }).toMatchObject({
        status: 400,
        what: "The address is not valid.",
      });
    }
    expect((await got("/models/gr%C3%B6%C3%9Fe?q=%zz")).text).toBe("let through");
  } finally {
    server.close();
  }
});

describe("every answer", () => {
  test("carries the request's id, the asker's own where it is sound", async () => {
    const own = await ask("/nothing", { headers: { "x-request-id": "build-4711-step-2" } });
    expect(own.headers.get("x-request-id")).toBe("build-4711-step-2");
    expect(own.body.requestId).toBe("build-4711-step-2");
    const made = await ask("/nothing", { headers: { "x-request-id": "no good" } });
    expect(made.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("that is a defect of ours says nothing of its inside", async () => {
    const broken = {
      db: new Proxy(open.db, {
        get: () => () => {
          throw new Error("secret inside");
        },
      }),
    };
    const request = new Request("http://localhost:3000/api/v1/projects", {
      headers: { authorization: `Bearer ${tokens.owner}` },
    });
    const response = await answer(request, broken);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret inside");
  });
});

describe("GET /api/openapi.json", () => {
  const document = openApiDocument("http://localhost:3000");
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  ajv.addSchema(JSON.parse(JSON.stringify(document)), "openapi");
  type Operation = {
    operationId: string;
    parameters?: { name: string; in: string }[];
    responses: Record<string, { content?: object }>;
  };
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
      path,
      method,
      operation,
    })),
  );
  const pointer = (path: string) =>
    path.replaceAll("~", "~0").replaceAll("/", "~1").replaceAll("{", "%7B").replaceAll("}", "%7D");

  function fits(path: string, method: string, status: number, body: unknown): string | null {
    const media = status < 300 ? "application~1json" : "application~1problem+json";
    const at =
      status < 300
        ? `#/paths/${pointer(path)}/${method}/responses/${status}/content/${media}/schema`
        : `#/components/responses/Problem/content/${media}/schema`;
    const validate = ajv.getSchema(`openapi${at}`);
    if (!validate) return `nothing is said of ${status}`;
    return validate(body) ? null : ajv.errorsText(validate.errors);
  }

  test("names each operation once and declares each parameter of its path", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations) {
      const inPath = operation.parameters?.filter((each) => each.in === "path").map(({ name }) => name) ?? [];
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(inPath.toSorted(), path).toEqual(named.toSorted());
      expect(Object.keys(operation.responses), path).toContain("default");
    }
  });

  test("has no reference that leads nowhere, and schemas that compile", () => {
    for (const [, target] of JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)) {
      expect(ajv.getSchema(`openapi#${target}`), target).toBeDefined();
    }
    for (const { path, method, operation } of operations) {
      const [status = "204"] = Object.keys(operation.responses);
      if (!("application/json" in (operation.responses[status]?.content ?? {}))) continue;
      expect(fits(path, method, Number(status), undefined), path).toMatch(/must be/);
    }
  });

  test.each([
    ["/projects", "/projects"],
    ["/people", "/people?limit=2"],
    ["/invitations", "/invitations"],
    ["/tokens", "/tokens"],
    ["/audit", "/audit?limit=5"],
    ["/connections", "/connections"],
    ["/models", "/models"],
    ["/models/{model}/versions", "/models/breast-cancer/versions"],
    ["/environments", "/environments"],
    ["/policies", "/policies"],
    ["/promotions", "/promotions"],
    ["/forms", "/forms"],
    ["/feedback", "/feedback"],
  ])("GET %s answers what it says", async (path, asked) => {
    const { status, body } = await ask(asked, { as: "maintainer" });
    expect(status, JSON.stringify(body)).toBe(200);
    expect(fits(path, "get", 200, body)).toBeNull();
    const denied = await ask(asked);
    expect(fits(path, "get", denied.status, denied.body)).toBeNull();
  });
});
