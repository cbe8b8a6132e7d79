import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { and, asc, eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeEvent } from "@/components/promotions/event-words";
import { verify } from "@/server/audit/service";
import { syncConnection } from "@/server/connections/sync/sync";
import type { OpenDb } from "@/server/foundation/db/open";
import { auditEvents } from "@/server/foundation/db/tables/audit";
import { connections } from "@/server/foundation/db/tables/connections";
import { series } from "@/server/foundation/db/tables/metrics";
import { people } from "@/server/foundation/db/tables/people";
import { promotions } from "@/server/foundation/db/tables/promotions";
import { runs } from "@/server/foundation/db/tables/runs";
import { type OpenSample, openSample } from "@/server/sample/seed/open";
import { testDatabase } from "../database";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const midnight = (Math.floor(Date.now() / DAY_MS) - 1) * DAY_MS;
/** The first start is four days ago at three in the afternoon, the second yesterday at ten. */
const first = midnight - 3 * DAY_MS + 15 * HOUR_MS;
const second = midnight + 10 * HOUR_MS;

let open: OpenDb;
let dataDir: string;
let sample: OpenSample;
beforeAll(async () => {
  open = await testDatabase();
  dataDir = await mkdtemp(join(tmpdir(), "terrapin-sample-seed-"));
  sample = await openSample(open.db, { dataDir, url: "http://localhost", now: () => first });
}, 180_000);
afterAll(async () => {
  await sample.stop();
  await open.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function sync(): Promise<void> {
  for (const { id } of await open.db.select({ id: connections.id }).from(connections)) {
    for (let left = true; left; ) {
      await syncConnection({
        db: open.db,
        connectionId: id,
        signal: AbortSignal.timeout(120_000),
        now: () => second,
      });
      const [row] = await open.db.select().from(connections).where(eq(connections.id, id));
      expect(row?.error).toBeNull();
      left = Date.parse(row?.nextSyncAt ?? "") <= second;
    }
  }
}

const openRuns = () => open.db.select().from(runs).where(sql`${runs.status} in ('running', 'queued')`);
const newest = async (kind: "training" | "code") => {
  const of = and(eq(runs.kind, kind), sql`started_at is not null`);
  const [row] = await open.db.select({ at: sql<string>`max(started_at)` }).from(runs).where(of);
  return Date.parse(row?.at ?? "");
};
const liveSeries = () =>
  open.db
    .select({ id: series.id, count: series.count, last: series.maxX })
    .from(series)
    .where(sql`${series.subject} like 'environment:%'`)
    .orderBy(asc(series.id));

describe("the sample workspace", () => {
  test("has a record in the order of time, that begins with its people", async () => {
    const lines = await open.db.select().from(auditEvents).orderBy(asc(auditEvents.id));
    expect(lines.length).toBeGreaterThan(150);
    const times = lines.map((line) => Date.parse(line.at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThanOrEqual(first);
    expect(lines[0]?.subjectKind).toBe("person");
    const nouns = new Set(lines.map((line) => line.subjectKind));
    for (const noun of ["project", "connection", "policy", "promotion", "form", "feedback"])
      expect(nouns).toContain(noun);
    expect(await verify(open.db)).toMatchObject({ ok: true });
    const [oldest] = await open.db.select({ at: sql<string>`max(created_at)` }).from(people);
    expect(Date.parse(oldest?.at ?? "")).toBe(times[0]);
  });

  test("says of every promotion what was moved from where, and nothing without its words", async () => {
    const lines = await open.db.select().from(auditEvents).where(eq(auditEvents.subjectKind, "promotion"));
    const rows = await open.db.select({ id: promotions.id, outcome: promotions.outcome }).from(promotions);
    const moves = lines.filter(({ action }) => action === "promotion.succeeded");
    expect(moves.length).toBeGreaterThan(20);
    for (const { action, data, subjectId } of lines) {
      // Shown as the comment itself.
      if (action === "promotion.commented") continue;
      const words = describeEvent({ action, data: data as Record<string, unknown> });
      expect(words?.text, action).toMatch(/[^:v ]$/);
      if (action !== "promotion.succeeded") continue;
      expect(words?.text).toMatch(/^moved \w+ from (nothing|v\d+) to v\d+$/);
      const [move] = /from .*/.exec(words?.text ?? "") ?? [];
      expect(rows.find(({ id }) => id === subjectId)?.outcome).toMatch(
        new RegExp(`^Rolled back|${move}\\.$`),
      );
    }
    expect(lines.map(({ action }) => action)).toContain("promotion.roll_back_requested");
  });

  test("started again on a later day goes on up to it, and keeps what was done meanwhile", async () => {
    const [viewer] = await open.db
      .update(people)
      .set({ name: "changed" })
      .where(eq(people.name, "viewer"))
      .returning();
    const linesBefore = await open.db.$count(auditEvents);
    const before = await liveSeries();
    const openBefore = await openRuns();
    expect(openBefore.length).toBeGreaterThan(2);
    await sample.stop();

    sample = await openSample(open.db, { dataDir, url: "http://localhost", now: () => second });
    await sync();

    expect(second - (await newest("training"))).toBeLessThan(DAY_MS);
    expect(second - (await newest("code"))).toBeLessThan(DAY_MS);
    // What was open has ended, and what is open is of today or last night.
    const nowOpen = await openRuns();
    expect(nowOpen.map((run) => run.name).sort()).toEqual(openBefore.map((run) => run.name).sort());
    for (const run of nowOpen) {
      expect(openBefore.map(({ id }) => id)).not.toContain(run.id);
      expect(second - Date.parse(run.changedAt)).toBeLessThan(DAY_MS);
    }

    const after = await liveSeries();
    for (const [i, { count, last }] of after.entries()) {
      expect(second - Number(last)).toBeLessThan(HOUR_MS);
      expect(count - (before[i]?.count ?? 0)).toBe((second - first) / HOUR_MS);
    }
    const [kept] = await open.db
      .select()
      .from(people)
      .where(eq(people.id, viewer?.id ?? ""));
    expect(kept?.name).toBe("changed");
    const changes = await open.db.select().from(auditEvents).orderBy(asc(auditEvents.id)).offset(linesBefore);
    expect(changes.map((line) => line.action).filter((action) => action !== "connection.changed")).toEqual(
      [],
    );
    expect(await verify(open.db)).toMatchObject({ ok: true });
  }, 180_000);
});
