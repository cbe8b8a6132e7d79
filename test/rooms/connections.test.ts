import { desc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as schema from "@/server/connections/schema";
import {
  create,
  get,
  list,
  openConnection,
  pause,
  queueDueSyncs,
  remove,
  resume,
  syncNow,
  test as testConnection,
  tryOut,
  update,
} from "@/server/connections/service";
import { seal, unseal } from "@/server/connections/vault";
import { put } from "@/server/environments/service";
import { systemCtx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { auditEvents } from "@/server/foundation/db/tables/audit";
import { connections, syncCursors } from "@/server/foundation/db/tables/connections";
import { type Gitlab, startGitlab } from "@/server/sample/gitlab/server";
import { testDatabase } from "../database";
import { PROJECT, smallGitlab } from "../peers/gitlab-data";
import { connect, sync } from "./connections-world";
import { makeProject, type TestProject } from "./models-world";
import { refusal } from "./refusals";

const SECRET = "glpat-a-secret-nobody-sees-again";

let db: OpenDb;
let gitlab: Gitlab;
let project: TestProject;
let count = 0;

beforeAll(async () => {
  db = await testDatabase();
  gitlab = await startGitlab({ data: smallGitlab(Date.now()), token: SECRET });
});
afterAll(async () => {
  await gitlab.stop();
  await db.close();
});
beforeEach(async () => {
  count += 1;
  project = await makeProject(db, `c${count}`);
});

const draft = () => ({
  project: project.project.slug,
  vendor: "gitlab" as const,
  name: "team GitLab",
  url: gitlab.url,
  credentials: { token: SECRET },
  options: { projects: [PROJECT.path] },
});
const make = () => create(project.as.maintainer, draft());
const lastAudit = async () => {
  const [event] = await db.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.projectId, project.project.id))
    .orderBy(desc(auditEvents.id))
    .limit(1);
  return event;
};
const waiting = async (id: string) => {
  const { rows } = await db.db.execute(
    sql`select 1 from pgboss.job where name = 'sync' and singleton_key = ${id} and state = 'created'`,
  );
  return rows.length;
};

describe("credentials", () => {
  test("never come back from any verb, and stand nowhere in the database in clear", async () => {
    const made = await make();
    const as = project.as.maintainer;
    const answers = [
      made,
      await get(as, { id: made.id }),
      await list(as, {}),
      await update(as, { id: made.id, name: "renamed" }),
      await update(as, { id: made.id, credentials: { token: SECRET } }),
      await testConnection(as, { id: made.id }),
      await tryOut(as, { ...draft(), id: made.id }),
      await syncNow(as, { id: made.id }),
      await pause(as, { id: made.id }),
      await resume(as, { id: made.id }),
    ];
    expect(JSON.stringify(answers)).not.toContain(SECRET);
    expect(JSON.stringify(answers)).not.toMatch(/sealed/i);
    await sync(db, made.id);
    const { rows: tables } = await db.db.execute<{ name: string }>(
      sql`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'pgboss')`,
    );
    expect(tables.length).toBeGreaterThan(20);
    for (const { name } of tables) {
      const { rows } = await db.db.execute(
        sql`select 1 from ${sql.raw(name)} t where t::text like ${`%${SECRET}%`} limit 1`,
      );
      expect(rows, name).toEqual([]);
    }
  });

  test("open for their own connection and secret only, and not when changed", () => {
    const plain = { token: SECRET };
    const envelope = seal("7", plain, "a secret of the tests");
    expect(unseal("7", envelope, "a secret of the tests")).toEqual(plain);
    expect(seal("7", plain, "a secret of the tests"), "never the same twice").not.toBe(envelope);
    expect(() => unseal("8", envelope, "a secret of the tests")).toThrow(/cannot be decrypted/);
    expect(() => unseal("7", envelope, "another secret")).toThrow(/cannot be decrypted/);
    for (let at = 3; at < envelope.length; at += 5) {
      const other = envelope[at] === "A" ? "B" : "A";
      const changed = envelope.slice(0, at) + other + envelope.slice(at + 1);
      expect(() => unseal("7", changed, "a secret of the tests"), `at ${at}`).toThrow(/cannot be decrypted/);
    }
  });

  test("are not sent to a server they were not given for", async () => {
    const { id } = await make();
    const moved = refusal(update(project.as.maintainer, { id, url: "http://elsewhere.example.com" }));
    expect(await moved).toMatchObject({
      code: "BAD_REQUEST",
      words: expect.stringContaining("entered again"),
    });
    const other = await startGitlab({ data: smallGitlab(Date.now()), token: SECRET });
    const tried = await tryOut(project.as.maintainer, {
      ...draft(),
      url: other.url,
      credentials: undefined,
      id,
    });
    expect(tried).toMatchObject({ ok: false, error: { what: expect.stringContaining("credentials") } });
    await other.stop();
    const again = { id, url: "http://elsewhere.example.com", credentials: { token: "another" } };
    expect(await update(project.as.maintainer, again)).toMatchObject({ url: "http://elsewhere.example.com" });
  });

  test("can be taken away", async () => {
    const { id } = await make();
    expect(await update(project.as.maintainer, { id, credentials: null })).toMatchObject({
      hasCredentials: false,
    });
    expect(await lastAudit()).toMatchObject({
      action: "connection.changed",
      data: { credentials: "removed" },
    });
  });
});

describe("what may be entered", () => {
  const parse = (change: object) => schema.createConnection.safeParse({ ...draft(), ...change });
  const words = (change: object) => JSON.stringify(parse(change).error?.issues ?? "fits");

  test.each([
    [{ url: "ftp://x" }, "http:// or https://"],
    [{ url: "nonsense" }, "http:// or https://"],
    [{ url: "https://me:pw@git.example.com" }, "holds credentials"],
    [{ options: { projects: [] } }, "takes at least one project"],
    [{ options: { projects: ["a/b"], experiments: ["x"] } }, "has no field experiments: it knows projects"],
    [{ vendor: "mlflow", options: { projects: ["a/b"] } }, "has no field projects: it knows experiments"],
    [
      { credentials: { username: "me", password: "pw" } },
      "has no field username or password: it knows token",
    ],
    [{ vendor: "mlflow", options: {}, credentials: { password: "pw" } }, "is needed with the password"],
    [{ vendor: "mlflow", options: {}, credentials: { token: "t", username: "me" } }, "takes only one of"],
    [{ credentials: { token: "glpat-a\nb" } }, "copy it again"],
    [{ name: " " }, "is empty"],
    [{ vendor: "jenkins" }, "mlflow"],
    [{ options: { projects: ["a/b"], everySeconds: 1 } }, "5"],
  ])("%j is refused with words", (change, said) => {
    expect(words(change)).toContain(said);
  });

  test("an address loses its last slash, its query and its fragment", () => {
    expect(parse({ url: " https://git.example.com/gitlab/?x=1#y " }).data?.url).toBe(
      "https://git.example.com/gitlab",
    );
  });

  test("a name may hold emoji, right-to-left letters and markup", async () => {
    const name = "🐢 ‏מודל <script>alert(1)</script>";
    expect((await create(project.as.maintainer, { ...draft(), name })).name).toBe(name);
  });

  test("two connections of a project can't have one name", async () => {
    await make();
    expect(await refusal(make())).toMatchObject({
      code: "CONFLICT",
      words: expect.stringContaining("team GitLab"),
    });
  });
});

describe("rights", () => {
  test("a viewer sees how connections do and changes nothing", async () => {
    const { id } = await make();
    const { viewer, approver } = project.as;
    expect((await list(viewer, {})).items.map((item) => item.id)).toContain(id);
    expect(await get(viewer, { id })).toMatchObject({ status: "new", error: null });
    for (const as of [viewer, approver]) {
      for (const verb of [pause, resume, remove, syncNow, testConnection]) {
        expect(await refusal(verb(as, { id }))).toMatchObject({ code: "FORBIDDEN" });
      }
      expect(await refusal(update(as, { id, name: "x" }))).toMatchObject({ code: "FORBIDDEN" });
      expect(await refusal(create(as, draft()))).toMatchObject({ code: "FORBIDDEN" });
      expect(await refusal(tryOut(as, draft()))).toMatchObject({ code: "FORBIDDEN" });
    }
  });

  test("another project's connection is closed, and one that is not there is missing", async () => {
    const { id } = await make();
    const other = await makeProject(db, `other-${count}`);
    for (const verb of [get, pause, remove, testConnection]) {
      expect(await refusal(verb(other.as.maintainer, { id }))).toMatchObject({ code: "FORBIDDEN" });
      expect(await refusal(verb(other.as.maintainer, { id: "999999" }))).toMatchObject({ code: "NOT_FOUND" });
    }
    expect((await list(other.as.maintainer, {})).items.map((item) => item.id)).not.toContain(id);
  });
});

describe("a test of the connection", () => {
  test("tells what can be read", async () => {
    const { id } = await make();
    expect(await testConnection(project.as.maintainer, { id })).toMatchObject({
      ok: true,
      version: expect.stringContaining("18."),
      reads: [expect.stringContaining(PROJECT.path)],
    });
  });

  test("is an answer in words when it fails, before anything is kept too", async () => {
    const wrong = await tryOut(project.as.maintainer, { ...draft(), credentials: { token: "wrong" } });
    expect(wrong).toMatchObject({ ok: false, error: { what: expect.stringContaining("does not accept") } });
    const gone = await tryOut(project.as.maintainer, { ...draft(), url: "http://127.0.0.1:1" });
    expect(gone).toMatchObject({ ok: false, error: { why: expect.stringContaining("Nothing listens") } });
    const metadata = await tryOut(project.as.maintainer, { ...draft(), url: "http://169.254.169.254" });
    expect(metadata).toMatchObject({
      ok: false,
      error: { what: expect.stringContaining("does not connect") },
    });
    gitlab.control.fail({ kind: "html" });
    const html = await tryOut(project.as.maintainer, draft());
    expect(html).toMatchObject({
      ok: false,
      error: { what: expect.stringContaining("HTML page, not JSON") },
    });
  });
});

describe("readings", () => {
  test("the first is asked for with the connection, and one waiting is enough", async () => {
    const { id } = await make();
    expect(await waiting(id)).toBe(1);
    expect(await syncNow(project.as.maintainer, { id })).toEqual({ id, queued: false });
    expect(await waiting(id)).toBe(1);
  });

  test("those that are due are sent once, paused ones never", async () => {
    const due = await make();
    const paused = await connect(project, { url: "http://127.0.0.1:1" });
    await pause(project.as.maintainer, { id: paused.id });
    await db.db.execute(sql`delete from pgboss.job`);
    const past = new Date(Date.now() - 1000).toISOString();
    await db.db.update(connections).set({ nextSyncAt: new Date(Date.now() + 60_000).toISOString() });
    await db.db.update(connections).set({ nextSyncAt: past }).where(eq(connections.id, due.id));
    await db.db.update(connections).set({ nextSyncAt: past }).where(eq(connections.id, paused.id));
    const ctx = systemCtx(db.db, "sync");
    const sent = await Promise.all([queueDueSyncs(ctx), queueDueSyncs(ctx), queueDueSyncs(ctx)]);
    expect(sent.sort()).toEqual([0, 0, 1]);
    expect(await waiting(due.id)).toBe(1);
    expect(await waiting(paused.id)).toBe(0);
  });

  test("pausing stops them, resuming asks for one at once, and both are on record", async () => {
    const { id } = await make();
    expect(await pause(project.as.maintainer, { id })).toMatchObject({ status: "paused", nextSyncAt: null });
    expect(await lastAudit()).toMatchObject({ action: "connection.paused", actorName: "maintainer" });
    expect(await refusal(syncNow(project.as.maintainer, { id }))).toMatchObject({ code: "CONFLICT" });
    await db.db.execute(sql`delete from pgboss.job`);
    expect(await resume(project.as.maintainer, { id })).toMatchObject({ status: "new" });
    expect(await lastAudit()).toMatchObject({ action: "connection.resumed" });
    expect(await waiting(id)).toBe(1);
  });

  test("health, age, cursor and counts are told after one", async () => {
    const { id } = await make();
    await sync(db, id);
    const seen = await get(project.as.viewer, { id });
    expect(seen).toMatchObject({ status: "healthy", error: null, progress: null });
    expect(seen.lagSeconds).toBeGreaterThanOrEqual(0);
    expect(seen.counts.runs).toBe(15);
    expect(seen.cursor.map((cursor) => cursor.stream)).toContain(`pipelines:${PROJECT.path}`);
    expect(seen.cursor.every((cursor) => cursor.upTo !== null && cursor.backTo === null)).toBe(true);
  });

  test("other options are read from the beginning, and a new name is not", async () => {
    const { id } = await make();
    await sync(db, id);
    const cursors = () => db.db.select().from(syncCursors).where(eq(syncCursors.connectionId, id));
    await update(project.as.maintainer, { id, name: "another name" });
    await update(project.as.maintainer, { id, options: { projects: [PROJECT.path], everySeconds: 60 } });
    expect(await cursors()).not.toEqual([]);
    await update(project.as.maintainer, { id, options: { projects: [PROJECT.path], childPipelines: false } });
    expect(await cursors()).toEqual([]);
  });
});

describe("removal", () => {
  test("takes what was read with it, and is on record", async () => {
    const { id } = await make();
    await sync(db, id);
    expect(await remove(project.as.maintainer, { id })).toEqual({ id });
    const { rows } = await db.db.execute(sql`select 1 from runs where connection_id = ${id}`);
    expect(rows).toEqual([]);
    expect(await lastAudit()).toMatchObject({ action: "connection.removed", subjectName: "team GitLab" });
    expect(await refusal(get(project.as.maintainer, { id }))).toMatchObject({ code: "NOT_FOUND" });
  });

  test("is refused while an environment stands on it, with words for what to do", async () => {
    await put(project.as.maintainer, {
      name: "production",
      connection: project.connection.id,
      alias: "champion",
    });
    const said = await refusal(remove(project.as.maintainer, { id: project.connection.id }));
    expect(said).toMatchObject({
      code: "CONFLICT",
      words: expect.stringMatching(/production.*Pause it instead/),
    });
  });
});

test("other rooms open a connection by its id", async () => {
  const { id } = await make();
  const backend = await openConnection(db.db, id);
  expect(await backend.probe(new AbortController().signal)).toMatchObject({ version: expect.any(String) });
  backend.close();
  expect(await refusal(openConnection(db.db, "999999"))).toMatchObject({ code: "NOT_FOUND" });
});
