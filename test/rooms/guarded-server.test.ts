import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { maxBatchSize } from "@/server/foundation/batch";
import type { OpenDb } from "@/server/foundation/db/open";
import type { Session } from "@/server/people/sessions/schema";
import { testDatabase } from "@/test/database";
import { ensureBuilt, killStarted, startUp, untilReady } from "@/test/started";
import { cookieHeader, signIn } from "../bench/sign-in";
import { makeSeededWorld, password, type SeededWorld } from "../world/seeded";

/** What a server that runs as a person starts it lets in, met over HTTP. */

const MINUTES = 60_000;
let open: OpenDb;
let world: SeededWorld;
let dataDir: string;
let url: string;

beforeAll(async () => {
  await ensureBuilt();
  open = await testDatabase();
  world = await makeSeededWorld(open);
  dataDir = mkdtempSync(join(tmpdir(), "terrapin-guarded-"));
  url = await untilReady(startUp({ TERRAPIN_DATA_DIR: dataDir, DATABASE_URL: open.url }));
}, 10 * MINUTES);
afterAll(async () => {
  killStarted();
  await open.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const emailOf = (who: "viewer" | "contributor" | "approver") => world.who[who].actor?.email ?? "";
const cookiesOf = async (who: "viewer" | "contributor" | "approver") =>
  cookieHeader(await signIn(url, { email: emailOf(who), password }));

const rename = (cookie: string, headers: Record<string, string>) =>
  fetch(`${url}/api/trpc/account.rename`, {
    method: "POST",
    headers: { cookie, "content-type": "application/json", ...headers },
    body: JSON.stringify({ name: "renamed" }),
  });

/** One wrong sign-in, as a script sends it. @returns what next-auth says went wrong */
async function wrongSignIn(email: string, headers: Record<string, string>): Promise<string> {
  const asked = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const cookie = asked.headers.getSetCookie().map((line) => line.split(";", 1)[0]);
  const answered = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    headers: { cookie: cookie.join("; "), ...headers },
    body: new URLSearchParams({ csrfToken, email, password: "wrong", json: "true" }),
  });
  const { url: to } = (await answered.json()) as { url: string };
  return new URL(to).searchParams.get("error") ?? "";
}

test("a change with a session's cookie is done for this installation's own pages alone", async () => {
  const cookie = await cookiesOf("viewer");
  expect((await rename(cookie, { origin: url })).status).toBe(200);
  const foreign = await rename(cookie, { origin: "https://elsewhere.example.org" });
  expect(foreign.status).toBe(403);
  expect(await foreign.json()).toMatchObject({ type: "urn:terrapin:problem:forbidden" });
  expect((await rename(cookie, {})).status).toBe(403);
});

test("who signs out is signed out at the server: a copy of the cookie works no more", async () => {
  const cookie = await cookiesOf("contributor");
  const me = () => fetch(`${url}/api/trpc/account.me`, { headers: { cookie } });
  expect((await me()).status).toBe(200);
  const { csrfToken } = (await (await fetch(`${url}/api/auth/csrf`, { headers: { cookie } })).json()) as {
    csrfToken: string;
  };
  const out = await fetch(`${url}/api/auth/signout`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie, origin: url },
    body: new URLSearchParams({ csrfToken, json: "true" }),
  });
  expect(out.status).toBe(200);
  expect((await me()).status).toBe(401);
});

test("sessions are listed with where they are from, and one that is ended works no more", async () => {
  const [here, there] = [await cookiesOf("contributor"), await cookiesOf("contributor")];
  const ask = (cookie: string, path: string, body?: object) =>
    fetch(`${url}/api/trpc/${path}`, {
      method: body ? "POST" : "GET",
      headers: { cookie, origin: url, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
  const listed = await ask(here, `sessions.list?input=${encodeURIComponent("{}")}`);
  const { items } = ((await listed.json()) as { result: { data: { items: Session[] } } }).result.data;
  expect(items.map(({ current }) => current).toSorted()).toEqual([false, true]);
  expect(items[0]).toMatchObject({ network: "this machine", client: expect.any(String) });
  const other = items.find(({ current }) => !current)?.id;
  expect((await ask(here, "sessions.end", { id: other })).status).toBe(200);
  expect((await ask(there, "account.me")).status).toBe(401);
  expect((await ask(here, "account.me")).status).toBe(200);
});

test("a token needs no origin, and a cookie counts for nothing at the public API", async () => {
  const headers = { authorization: `Bearer ${world.token.token}`, origin: "https://elsewhere.example.org" };
  expect((await fetch(`${url}/api/v1/projects`, { headers })).status).toBe(200);
  const cookie = await cookiesOf("viewer");
  expect((await fetch(`${url}/api/v1/projects`, { headers: { cookie } })).status).toBe(401);
});

test("the number of calls in a request and the size of a sign-in are bounded", async () => {
  const calls = (count: number) => {
    const input = Object.fromEntries(Array.from({ length: count }, (_, n) => [n, null]));
    const names = Array.from({ length: count }, () => "account.hasOwner").join();
    return fetch(`${url}/api/trpc/${names}?batch=1&input=${encodeURIComponent(JSON.stringify(input))}`);
  };
  expect((await calls(maxBatchSize)).status).toBe(200);
  expect((await calls(maxBatchSize + 1)).status).toBe(400);
  const large = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    body: new URLSearchParams({ password: "x".repeat(17 * 1024) }),
  });
  expect(large.status).toBe(413);
  expect(await large.json()).toMatchObject({ what: "The body is larger than 16 kB." });
});

test("whoever guesses is turned away, also when each guess claims another address", async () => {
  const errors: string[] = [];
  for (let n = 0; n < 6; n += 1)
    errors.push(await wrongSignIn(emailOf("approver"), { "x-forwarded-for": `192.0.2.${n}` }));
  expect(errors.slice(0, 5)).toEqual(Array(5).fill("CredentialsSignin"));
  expect(errors[5]).toContain("Too many wrong tries");
});
