import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { get, test as testConnection, tryOut } from "@/server/connections/service";
import { systemCtx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { close, list, open } from "@/server/outbound/service";
import { type Gitlab, startGitlab } from "@/server/sample/gitlab/server";
import { testDatabase } from "../database";
import { PROJECT, smallGitlab } from "../peers/gitlab-data";
import { connect, sync } from "./connections-world";
import { makeProject, type TestProject } from "./models-world";
import { refusal } from "./refusals";

let db: OpenDb;
let project: TestProject;
let gitlab: Gitlab;
let count = 0;
/** Something that listens and is no web server, and a web server that is another one. */
let mute: Server;
let other: Server;
const seen: string[] = [];
const sockets = new Set<Socket>();

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listening = (server: Server) =>
  new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));

beforeAll(async () => {
  db = await testDatabase();
  gitlab = await startGitlab({ data: smallGitlab(Date.now()), token: "right" });
  mute = createTcpServer((socket) => {
    sockets.add(socket);
    seen.push("mute");
    socket.on("error", () => undefined).end("220 ready\r\n");
  });
  other = createServer((_request, response) => {
    seen.push("other");
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Printer</title>");
  });
  await Promise.all([listening(mute), listening(other)]);
});
afterAll(async () => {
  await gitlab.stop();
  for (const socket of sockets) socket.destroy();
  await Promise.all([mute, other].map((server) => new Promise((resolve) => server.close(resolve))));
  await db.close();
});
beforeEach(async () => {
  count += 1;
  seen.length = 0;
  await db.db.execute(sql`delete from outbound_ranges`);
  await reachedAt("https://terrapin.example.com");
  project = await makeProject(db, `o${count}`);
});

const reachedAt = (url: string) =>
  db.db.execute(sql`insert into installation (key, value) values ('url', ${url})
    on conflict (key) do update set value = excluded.value`);
const owner = () => systemCtx(db.db, "test");
const openLoopback = () => open(owner(), { range: "127.0.0.1", note: "" });

const draft = (url: string, token = "right") => ({
  project: project.project.slug,
  vendor: "gitlab" as const,
  url,
  credentials: { token },
  options: { projects: [PROJECT.path] },
});

/** What a maintainer is told of an address, without the address itself. */
async function said(url: string, who = project.as.maintainer): Promise<string> {
  const result = await tryOut(who, draft(url));
  if (result.ok) return "connected";
  const { what, why, todo } = result.error;
  return [what, why, todo].join(" ").replace(new URL(url).origin, "ADDRESS");
}

const closedPort = "http://127.0.0.1:1";
const muteUrl = () => `http://127.0.0.1:${portOf(mute)}`;
const otherUrl = () => `http://127.0.0.1:${portOf(other)}`;

describe("where others reach the installation", () => {
  test("nothing is sent to this machine or a private network, and the answer says nothing of them", async () => {
    const answers = new Set<string>();
    const named = `http://localhost:${portOf(other)}`;
    for (const url of [closedPort, muteUrl(), otherUrl(), gitlab.url, named, "http://169.254.169.254"])
      answers.add(await said(url));
    answers.add(await said("http://no-such-name.invalid"));
    expect([...answers]).toEqual([expect.stringContaining("found no GitLab at ADDRESS")]);
    expect(seen).toEqual([]);
  });

  test("in a range that is open, closed ports, other servers and wrong ones are told alike", async () => {
    await openLoopback();
    const answers = new Set<string>();
    for (const url of [closedPort, muteUrl(), otherUrl(), "http://127.0.0.2:1"]) answers.add(await said(url));
    expect([...answers]).toEqual([expect.stringContaining("found no GitLab at ADDRESS")]);
    expect(seen).toContain("other");
    expect(await said(gitlab.url)).toBe("connected");
  });

  test("in such a range a failure is not tried again, which would show in the time it takes", async () => {
    await openLoopback();
    await said(muteUrl());
    expect(seen).toEqual(["mute"]);
    seen.length = 0;
    await said(muteUrl(), owner());
    expect(seen.length).toBeGreaterThan(1);
  });

  test("a server that shows to be the right one is told of exactly", async () => {
    await openLoopback();
    const wrong = await tryOut(project.as.maintainer, draft(gitlab.url, "wrong"));
    expect(wrong).toMatchObject({ ok: false, error: { what: expect.stringContaining("credentials") } });
  });

  test("an owner is told the reason", async () => {
    expect(await said(closedPort, owner())).toContain("private address that is not open");
    expect(await said("http://169.254.169.254", owner())).toContain("metadata address");
    await openLoopback();
    expect(await said(closedPort, owner())).toContain("Nothing listens");
    expect(await said(otherUrl(), owner())).toContain("HTML page");
  });

  test("what a sync failed with says no more than a test does, until its server has answered once", async () => {
    await openLoopback();
    const kept = async (url: string) => {
      const { id } = await connect(project, draft(url));
      await sync(db, id);
      return (await get(project.as.viewer, { id })).error?.why;
    };
    expect(await kept(closedPort)).toBe(await kept(otherUrl()));

    const { id } = await connect(project, draft(gitlab.url));
    await sync(db, id);
    expect((await get(project.as.viewer, { id })).error).toBeNull();
    gitlab.control.fail({ kind: "html" });
    expect(await testConnection(project.as.maintainer, { id })).toMatchObject({
      error: { what: expect.stringContaining("HTML page") },
    });
    gitlab.control.heal();
  });

  test("a range that is closed again is closed for the connections that stand", async () => {
    const { id: range } = await openLoopback();
    const { id } = await connect(project, draft(gitlab.url));
    expect(await testConnection(project.as.maintainer, { id })).toMatchObject({ ok: true });
    await close(owner(), { id: range });
    expect(await testConnection(project.as.maintainer, { id })).toMatchObject({ ok: false });
  });
});

test("where only this machine reaches it, private addresses are open and failures are exact", async () => {
  await reachedAt("http://localhost:3000");
  expect(await said(gitlab.url)).toBe("connected");
  expect(await said(closedPort)).toContain("Nothing listens");
  expect(await list(project.as.viewer)).toMatchObject({ items: [], allOpen: true });
});

test("a range is kept in one spelling, once, and only a private one", async () => {
  const opened = await open(owner(), { range: "10.1.2.3/8", note: "the cluster" });
  expect(opened).toMatchObject({ range: "10.0.0.0/8", note: "the cluster" });
  expect(await refusal(open(owner(), { range: "10.0.0.0/8", note: "" }))).toMatchObject({ code: "CONFLICT" });
  for (const range of ["0.0.0.0/0", "8.8.8.0/24", "169.254.0.0/16", "::/0"])
    expect(await refusal(open(owner(), { range, note: "" }))).toMatchObject({ code: "BAD_REQUEST" });
  expect(await refusal(open(project.as.maintainer, { range: "10.0.0.0/8", note: "" }))).toMatchObject({
    code: "FORBIDDEN",
  });
});
