import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { create as createForm } from "@/server/forms/service";
import type { OpenDb } from "@/server/foundation/db/open";
import { create as createToken } from "@/server/people/tokens/service";
import { testDatabase } from "@/test/database";
import { ensureBuilt, killStarted, type Started, startUp, untilReady } from "@/test/started";
import { makeSeededWorld, password, type SeededWorld } from "../world/seeded";

/** The log of a server that runs as a person starts it, while it meets what must not be written down. */

const MINUTES = 60_000;
const secrets = {
  wrongPassword: "wrong-password-1d0c",
  vendorToken: "vendor-token-5b2e",
  report: "the reporter wrote 9c4d",
  failedReport: "the reporter wrote again 0e7a",
};

let open: OpenDb;
let world: SeededWorld;
let dataDir: string;
let up: Started;
let url: string;
let token: string;

beforeAll(async () => {
  await ensureBuilt();
  open = await testDatabase();
  world = await makeSeededWorld(open);
  token = (await createToken(world.who.maintainer, { name: "test", expiresInDays: 1 })).token;
  dataDir = mkdtempSync(join(tmpdir(), "terrapin-log-"));
  up = startUp({ TERRAPIN_DATA_DIR: dataDir, DATABASE_URL: open.url, TERRAPIN_LOG_LEVEL: "info" });
  url = await untilReady(up);
}, 10 * MINUTES);

afterAll(async () => {
  killStarted();
  await open.close();
  rmSync(dataDir, { recursive: true, force: true });
});

type Line = { requestId?: string; level: string; msg: string; status?: number; error?: { message: string } };

/** The structured lines of one request. */
const linesOf = (requestId: string): Line[] =>
  up
    .said()
    .split("\n")
    .filter((text) => text.startsWith("{"))
    .map((text) => JSON.parse(text) as Line)
    .filter((line) => line.requestId === requestId);

const untilLogged = (requestId: string, msg: string) =>
  vi.waitUntil(() => linesOf(requestId).find((line) => line.msg.startsWith(msg)), { timeout: 10_000 });

const send = (path: string, requestId: string, body: unknown) =>
  fetch(`${url}${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "x-request-id": requestId,
    },
    body: JSON.stringify(body),
  });

/** Signs in as the page does. @returns the cookies of the browser */
async function signIn(email: string, given: string, requestId: string): Promise<string> {
  const cookies = (response: Response) =>
    response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(";", 1)[0])
      .join("; ");
  const asked = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = (await asked.json()) as { csrfToken: string };
  const answered = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: cookies(asked), "x-request-id": requestId },
    body: new URLSearchParams({ csrfToken, email, password: given, json: "true" }),
  });
  return cookies(answered);
}

test("a refused sign-in is a line without the password", async () => {
  await signIn(world.who.maintainer.actor?.email ?? "", secrets.wrongPassword, "request-sign-in");
  await untilLogged("request-sign-in", "A sign-in was refused");
  expect(await untilLogged("request-sign-in", "Answered")).toMatchObject({ level: "info" });
});

test("a connection's token is not in the log, whether it can be reached or not", async () => {
  const made = await send("/api/v1/connections", "request-connection", {
    project: world.project.slug,
    vendor: "mlflow",
    name: "away",
    url: "http://127.0.0.1:1",
    credentials: { token: secrets.vendorToken },
    options: {},
  });
  expect(made.status).toBe(201);
  const { id } = (await made.json()) as { id: string };
  await send(`/api/v1/connections/${id}/test`, "request-connection-test", {});
  await untilLogged("request-connection-test", "Answered");
});

test("what a reporter wrote is not in the log, nor when it cannot be stored", async () => {
  const form = await createForm(world.who.maintainer, {
    project: world.project.slug,
    model: world.form.model,
    environment: world.form.environment,
    slug: "said-in-words",
    title: "Say something",
    intro: "",
    fields: [{ key: "said", label: "What happened?", required: true, kind: "text", maxLength: 200 }],
  });
  const path = `/api/v1/forms/${form.slug}/items`;
  const answers = (said: string) => ({ answers: { said } });
  const sent = await send(path, "request-report", answers(secrets.report));
  expect(sent.status, await sent.text()).toBe(201);
  await open.pool.query("alter table feedback_items rename column title to title_gone");
  try {
    expect((await send(path, "request-failed-report", answers(secrets.failedReport))).status).toBe(500);
  } finally {
    await open.pool.query("alter table feedback_items rename column title_gone to title");
  }
  const failed = await untilLogged("request-failed-report", "A procedure failed");
  expect(failed.level).toBe("error");
  expect(failed.error).toMatchObject({
    message: expect.stringMatching(/^Failed query: insert into "feedback_items"/),
    cause: { code: "42703" },
  });
  expect(await untilLogged("request-failed-report", "Answered")).toMatchObject({ status: 500 });
});

test("a page that cannot be made is a line of its request", async () => {
  const cookie = await signIn(world.who.maintainer.actor?.email ?? "", password, "request-good-sign-in");
  await open.pool.query("alter table people rename to people_gone");
  try {
    const headers = { cookie, "x-request-id": "request-page" };
    expect((await fetch(`${url}/runs`, { headers })).status).toBe(500);
  } finally {
    await open.pool.query("alter table people_gone rename to people");
  }
  const failed = await untilLogged("request-page", "A page could not be made");
  expect(failed.error?.message).toMatch(/^Failed query: select/);
});

test("it stops without a warning, after jobs were queued", async () => {
  up.child.kill("SIGTERM");
  expect(await up.ended).toBe(0);
  const [, atStop] = up.said().split("Terrapin stops");
  expect(atStop).toBeDefined();
  expect(atStop).not.toMatch(/"level":"(warn|error)"/);
});

test("at the end of all of it, no secret and no text is anywhere in what the server printed", () => {
  const printed = up.said();
  for (const [what, secret] of Object.entries({ ...secrets, password, token })) {
    expect(printed.includes(secret), `${what} was printed`).toBe(false);
  }
  expect(printed).not.toMatch(/params:/);
});
