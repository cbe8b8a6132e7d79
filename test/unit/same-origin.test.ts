import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sessionCookies } from "@/server/http/cookies";
import { refuseForeign } from "@/server/http/same-origin";

const secret = "a secret of this test";
const url = "https://terrapin.example.com";
const cookie = `${sessionCookies(secret, url).sessionToken.name}=abc`;

let server: Server;
beforeAll(async () => {
  server = createServer(refuseForeign((_request, response) => response.end("done"), { secret, url }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** Node's fetch would set some of these headers itself. */
function status(headers: Record<string, string>, path = "/api/trpc/people.change", method = "POST") {
  const { port } = server.address() as AddressInfo;
  return new Promise<number>((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode ?? 0));
    });
    sent.on("error", reject).end();
  });
}

test.each<[string, Record<string, string>, number]>([
  ["of this installation", { cookie, origin: url }, 200],
  [
    "of the name in the address bar",
    { cookie, origin: "http://localhost:3000", host: "localhost:3000" },
    200,
  ],
  ["of another site", { cookie, origin: "https://elsewhere.example.org" }, 403],
  [
    "of a sibling host, to which cookies of the site go",
    { cookie, origin: "https://other.example.com" },
    403,
  ],
  ["of another port", { cookie, origin: `${url}:8443` }, 403],
  ["of a sandboxed page", { cookie, origin: "null" }, 403],
  ["that names no origin and is said to be another site's", { cookie, "sec-fetch-site": "same-site" }, 403],
  ["that names no origin and is said to be our own", { cookie, "sec-fetch-site": "same-origin" }, 200],
  ["that names nothing and carries a session", { cookie }, 403],
  ["that names nothing and carries an old session", { cookie: "__Secure-next-auth.session-token=abc" }, 403],
  ["that names nothing and carries part of a session", { cookie: cookie.replace("=", ".0=") }, 403],
  ["of a script without a session", {}, 200],
  ["of another site without a session, such as a sign-in", { origin: "https://elsewhere.example.org" }, 403],
])("a change %s", async (_, headers, expected) => {
  expect(await status(headers)).toBe(expected);
  expect(await status(headers, "/api/auth/signout")).toBe(expected);
});

test("reading is not a change, and the public API takes no cookies", async () => {
  const foreign = { cookie, origin: "https://elsewhere.example.org" };
  expect(await status(foreign, "/api/trpc/people.list", "GET")).toBe(200);
  expect(await status(foreign, "/api/v1/forms/one/items")).toBe(200);
  expect(await status(foreign, "/api/v10")).toBe(403);
});
