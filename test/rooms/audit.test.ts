import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
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

test("a changed line is named as the first broken one", async () => {
  await tamper(`update audit_events set actor_name = 'someone else' where id = 7`, async () => {
    expect(await verify(open.db)).toMatchObject({
      ok: false,
      lines: 6,
      broken: { id: "7" },
      because: expect.stringContaining("own content"),
    });
  });
  expect(await verify(open.db)).toMatchObject({ ok: true });
});

test("a removed line is noticed at the one after it", async () => {
  await tamper("delete from audit_events where id = 7", async () => {
    expect(await verify(open.db)).toMatchObject({ ok: false, broken: { id: "8" } });
  });
});
