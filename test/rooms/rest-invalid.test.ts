import { afterAll, beforeAll, expect, test } from "vitest";
import type { OpenDb } from "@/server/foundation/db/open";
import { answer } from "@/server/http/rest/answer";
import { openApiDocument } from "@/server/http/rest/document";
import { create as createToken } from "@/server/people/tokens/service";
import { testDatabase } from "../database";
import { makeSeededWorld, type SeededWorld } from "../world/seeded";

/** Every route of the API is sent input that does not fit, of each kind, and must say so in plain words. */

let open: OpenDb;
let world: SeededWorld;
beforeAll(async () => {
  open = await testDatabase();
  world = await makeSeededWorld(open);
});
afterAll(() => open.close());

/** How libraries word their refusals, and what slips out of code that does not expect its input. */
const raw = [
  /Invalid (input|option|string|number|element|key|value|ISO|discriminator|e-?mail|URL)/i,
  /\bexpected\b|\breceived\b|Too (small|big)|Unrecognized key|must (match|start|be|have)/,
  /\/\^|\\[dwpu]\b|\bregex\b|\bpattern\b/i,
  /Unexpected (token|end)|in JSON at|JSON\.parse|SyntaxError|TypeError|ZodError/,
  /\bundefined\b|\bNaN, not\b|\[object|function\b/,
  /syntax error|violates|invalid byte sequence|out of range|Failed query/,
];

type Parameter = { name: string; in: string };
type Operation = {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
};
type Schema = { properties?: Record<string, Schema>; oneOf?: Schema[]; const?: unknown };

const document = openApiDocument("http://localhost:3000") as unknown as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.entries(document.paths)
  .filter(([path]) => path !== "/feedback/export")
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );

const long = "x".repeat(20_000);
const inText = [
  "",
  " ",
  "abc",
  "-1",
  "0",
  "1.5",
  "1e400",
  "NaN",
  "2026-13-45",
  "2026-02-31T00:00:00Z",
  "\u0001",
  long,
];
const inJson = [
  ...[null, true, 7, -1, 1.5, 1e21, "", " ", "abc", "2026-02-31T00:00:00Z", "\u0000", long, [], {}],
  ...[
    [null],
    ["", 7],
    [{ unknown: 1 }],
    { unknown: 1 },
    [{ kind: "nonsense", key: "Ä" }],
    [{ metric: 1 }],
    { token: 7 },
  ],
];

type Sent = { path: string; method: string; body?: BodyInit; type?: string };

async function send({ path, method, body, type = "application/json" }: Sent, token: string) {
  const request = new Request(`http://localhost:3000/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": type }) },
    body,
  });
  const response = await answer(request, { db: open.db });
  return { status: response.status, text: await response.text() };
}

/** A path whose parameters are not what is asked about: they name nothing. */
const somewhere = (path: string) => path.replace(/\{\w+\}/g, "1");

function* requestsTo({ path, method, operation }: (typeof operations)[number]): Generator<Sent> {
  const parameters = operation.parameters ?? [];
  for (const { name, in: place } of parameters) {
    for (const value of inText) {
      const given = encodeURIComponent(value);
      if (place === "path" && value.trim() !== "")
        yield { method, path: somewhere(path.replace(`{${name}}`, given)) };
      if (place === "query") yield { method, path: `${somewhere(path)}?${name}=${given}` };
    }
    if (place === "query") yield { method, path: `${somewhere(path)}?${name}=1&${name}=2` };
  }
  yield { method, path: `${somewhere(path)}?unheard-of=1` };
  if (method === "GET" || method === "DELETE") return;
  const at = somewhere(path);
  for (const body of [
    "",
    "{",
    '{"a": nonsense}',
    "[]",
    "7",
    '"text"',
    "null",
    '{"unheardOf": 1}',
    "\ud800",
  ]) {
    yield { method, path: at, body };
  }
  yield { method, path: at, body: "a=b", type: "application/x-www-form-urlencoded" };
  yield { method, path: at, body: new Uint8Array([0xff, 0xfe]) };
  const schema = operation.requestBody?.content["application/json"]?.schema;
  for (const { properties = {} } of schema?.oneOf ?? (schema ? [schema] : [])) {
    // What tells the forms of an input apart stays right, so that its other fields are looked at.
    const fixed = Object.entries(properties).filter(([, field]) => field.const !== undefined);
    const form = Object.fromEntries(fixed.map(([name, field]) => [name, field.const]));
    for (const field of Object.keys(properties))
      for (const value of inJson)
        yield { method, path: at, body: JSON.stringify({ ...form, [field]: value }) };
  }
}

test("no route answers invalid input with a library's words, a pattern or a failure of its own", async () => {
  expect(operations.length).toBeGreaterThan(50);
  const wrong = new Map<string, string>();
  let refused = 0;
  for (const operation of operations) {
    const { token } = await createToken(world.who.owner, { name: "invalid", expiresInDays: 1 });
    for (const sent of requestsTo(operation)) {
      const { status, text } = await send(sent, token);
      if (status < 400) continue;
      refused += 1;
      const problem = JSON.parse(text) as { detail: string; errors: { message: string }[] };
      const said = [problem.detail, ...problem.errors.map((each) => each.message)].join("\n");
      const complaint =
        status >= 500
          ? `${status}`
          : (raw.find((pattern) => pattern.test(said)) ??
            (/[.…]$/.test(problem.detail) ? null : "ends without a full stop"));
      if (complaint)
        wrong.set(
          `${operation.method} ${operation.path}: ${said.slice(0, 300)}`,
          `${complaint} ${String(sent.body ?? sent.path).slice(0, 200)}`,
        );
    }
  }
  expect(refused).toBeGreaterThan(2_000);
  expect([...wrong]).toEqual([]);
}, 300_000);
