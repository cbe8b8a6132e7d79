import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashLine } from "@/server/audit/chain";
import { record } from "@/server/audit/record";
import { list, verify } from "@/server/audit/service";
import { systemCtx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { testDatabase } from "../database";

let open: OpenDb;
beforeAll(async () => {
  open = await testDatabase();
});
afterAll(() => open.close());

const write = (n: number) =>
  open.db.transaction(async (tx) => {
    const { actor } = systemCtx(open.db, "test");
    if (!actor) throw new Error("a system context has an actor");
    await record(tx, actor, {
      action: "thing.done",
      project: null,
      subject: { kind: "thing", id: String(n), name: "ünïcode 🐢 مرحبا" },
      data: { n, nested: { b: 1, a: [1, null, "x"] }, absent: undefined },
    });
  });

test("lines written at the same time make one unbroken chain", async () => {
  await Promise.all(Array.from({ length: 20 }, (_, n) => write(n)));
  expect(await verify(open.db)).toMatchObject({ ok: true, lines: 20 });
});

test("a change whose transaction rolls back leaves no line", async () => {
  const failing = open.db.transaction(async (tx) => {
    const { actor } = systemCtx(open.db, "test");
    if (actor)
      await record(tx, actor, { action: "thing.undone", project: null, subject: { kind: "thing", id: "1" } });
    throw new Error("the change failed");
  });
  await expect(failing).rejects.toThrow("the change failed");
  expect(await verify(open.db)).toMatchObject({ ok: true, lines: 20 });
});

test.each(["update audit_events set action = 'x'", "delete from audit_events", "truncate audit_events"])(
  "the database itself refuses: %s",
  async (statement) => {
    await expect(open.pool.query(statement)).rejects.toThrow("append-only");
  },
);

test("the record is read newest first, page by page, each line once", async () => {
  const seen: { at: string; id: string }[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(systemCtx(open.db, "test"), { limit: 7, cursor, order: "newest" });
    seen.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(20);
  const newestFirst = seen.toSorted(
    (a, b) => Date.parse(b.at) - Date.parse(a.at) || Number(b.id) - Number(a.id),
  );
  expect(seen).toEqual(newestFirst);
});

/** Somebody with the database's own keys lifts the guard, changes something and puts it back. */
async function tamper(statement: string, then: () => Promise<void>): Promise<void> {
  await open.pool.query("alter table audit_events disable trigger audit_events_append_only");
  const { rows } = await open.db.execute(sql`select * from audit_events where id = 7`);
  await open.pool.query(statement);
  await then();
  await open.pool.query("delete from audit_events where id = 7");
  await open.pool.query(
    "insert into audit_events select * from json_populate_record(null::audit_events, $1)",
    [JSON.stringify(rows[0])],
  );
  await open.pool.query("alter table audit_events enable trigger audit_events_append_only");
}

test("a changed line is named, and those after it are not", async () => {
  await tamper(`update audit_events set actor_name = 'someone else' where id in (7, 9)`, async () => {
    const verdict = await verify(open.db);
    expect(verdict).toMatchObject({ ok: false, lines: 20, end: null });
    expect(verdict.broken.map(({ id, because }) => [id, because])).toEqual([
      ["7", "its own content was changed"],
      ["9", "its own content was changed"],
    ]);
    await open.pool.query("update audit_events set actor_name = 'test' where id = 9");
  });
  expect(await verify(open.db)).toMatchObject({ ok: true, broken: [] });
});

test("a removed line is noticed at the one after it", async () => {
  await tamper("delete from audit_events where id = 7", async () => {
    expect(await verify(open.db)).toMatchObject({
      ...{ ok: false, missing: 1 },
      broken: [{ id: "8", because: expect.stringContaining("removed") }],
    });
  });
});

test("lines that are missing at the end are counted", async () => {
  const { head } = await verify(open.db);
  await open.pool.query("alter table audit_events disable trigger audit_events_append_only");
  const { rows } = await open.pool.query("select * from audit_events order by id desc limit 2");
  await open.pool.query("delete from audit_events where id >= 19");
  expect(await verify(open.db)).toMatchObject({
    ...{ ok: false, broken: [], missing: 2 },
    end: "2 lines are missing: the record had 20",
  });
  // Whoever moves the head back too is found out by a hash that was kept elsewhere.
  await open.pool.query("alter table audit_head disable trigger audit_head_only_moves_on");
  await open.pool.query(
    "update audit_head set lines = 18, hash = (select hash from audit_events where id = 18)",
  );
  expect(await verify(open.db)).toMatchObject({ ok: true, lines: 18 });
  expect(await verify(open.db, head)).toMatchObject({
    ok: false,
    end: expect.stringContaining("kept elsewhere"),
  });
  await open.pool.query(
    "insert into audit_events select * from json_populate_recordset(null::audit_events, $1)",
    [JSON.stringify(rows)],
  );
  await open.pool.query("update audit_head set lines = 20, hash = $1", [head]);
  await open.pool.query("alter table audit_head enable trigger audit_head_only_moves_on");
  await open.pool.query("alter table audit_events enable trigger audit_events_append_only");
  expect(await verify(open.db, head)).toMatchObject({ ok: true, lines: 20 });
});

test("the head only moves on", async () => {
  await expect(open.pool.query("delete from audit_head")).rejects.toThrow("only moves on");
  await expect(open.pool.query("update audit_head set lines = 3")).rejects.toThrow("only moves on");
});

test.each([
  ["\u0000", "U+0000"],
  ["\ud800", "half a pair of surrogates"],
])("a text with %j that comes from within is recorded as it can be stored", async (text) => {
  await open.db.transaction(async (tx) => {
    const { actor } = systemCtx(open.db, "test");
    if (!actor) throw new Error("a system context has an actor");
    await record(
      tx,
      { ...actor, name: `a${text}b` },
      {
        action: "thing.done",
        project: null,
        subject: { kind: "thing", id: `1${text}`, name: text },
        data: { [`k${text}`]: [text, -0, 1e21, 0.1, "2026-01-01"] },
      },
    );
  });
  expect(await verify(open.db)).toMatchObject({ ok: true, broken: [] });
});

test("a line of an earlier Terrapin that hashed half a pair of surrogates is explained, and one that was changed is not", async () => {
  const before = await verify(open.db);
  const line = {
    ...{
      at: "2026-11-01T00:00:00.000Z",
      actorKind: "system",
      actorId: "test",
      actorName: "test",
      via: "job",
    },
    ...{ action: "thing.done", projectId: null, subjectKind: "thing", subjectId: "1", data: {} },
  };
  const hash = hashLine(before.head, { ...line, subjectName: "half \udc12 of \udc12 it" });
  await open.pool.query(
    `insert into audit_events (at, actor_kind, actor_id, actor_name, via, action, subject_kind, subject_id, subject_name, previous_hash, hash)
     values ($1, 'system', 'test', 'test', 'job', 'thing.done', 'thing', '1', $2, $3, $4)`,
    [line.at, "half \ufffd of \ufffd it", before.head, hash],
  );
  await open.pool.query("update audit_head set lines = lines + 1, hash = $1", [hash]);
  expect(await verify(open.db)).toMatchObject({
    ok: true,
    broken: [{ explained: true, because: expect.stringContaining("surrogates") }],
  });
  await open.pool.query("alter table audit_events disable trigger audit_events_append_only");
  await open.pool.query("update audit_events set subject_name = 'other \ufffd' where hash = $1", [hash]);
  await open.pool.query("alter table audit_events enable trigger audit_events_append_only");
  expect(await verify(open.db)).toMatchObject({ ok: false, broken: [{ explained: false }] });
});
