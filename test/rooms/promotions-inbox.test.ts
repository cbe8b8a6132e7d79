import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { OpenDb } from "@/server/foundation/db/open";
import { cancel, decide, get, list } from "@/server/promotions/service";
import { testDatabase } from "../database";
import { makeWorld, type World } from "./promotions-world";
import { refusal } from "./refusals";

let db: OpenDb;
let world: World;
beforeAll(async () => {
  db = await testDatabase();
  process.env.DATABASE_URL = db.url;
});
afterAll(() => db.close());
beforeEach(async () => {
  world = await makeWorld(db);
});

const approve = (id: string) => ({ id, decision: "approve" as const, comment: "" });
const reject = (id: string) => ({ id, decision: "reject" as const, comment: "No." });

describe("the inbox", () => {
  const inbox = async (who: World["as"]["viewer"], group: "mine" | "others" | "done") => {
    const { items } = await list(who, { project: world.project.slug, group, limit: 50 });
    return items.map(({ version }) => version);
  };

  test("tells each person what waits for them", async () => {
    await world.setPolicy({
      gates: [],
      rules: [
        { role: "approver", count: 1 },
        { role: "maintainer", count: 1 },
      ],
    });
    const { id } = await world.ask("14");
    await world.ask("13", "maintainer");
    const over = await world.ask("11");
    await cancel(world.as.contributor, { id: over.id, comment: "" });
    expect(await inbox(world.as.approver, "mine")).toEqual(["13", "14"]);
    expect(await inbox(world.as.maintainer, "mine")).toEqual(["14"]);
    expect(await inbox(world.as.maintainer, "others")).toEqual(["13"]);
    expect(await inbox(world.as.contributor, "mine")).toEqual([]);
    expect(await inbox(world.as.contributor, "others")).toEqual(["13", "14"]);
    expect(await inbox(world.as.viewer, "done")).toEqual(["11"]);
    await decide(world.as.approver, approve(id));
    expect(await inbox(world.as.approver, "mine")).toEqual(["13"]);
    const second = await world.join("approver", "second-approver");
    expect(await inbox(second, "mine")).toEqual(["13"]);
  });

  test("is paged without gaps or doubles, and takes no foreign cursor", async () => {
    for (let i = 0; i < 5; i += 1) {
      const { id } = await world.ask();
      await cancel(world.as.contributor, { id, comment: "" });
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(world.as.viewer, { project: world.project.slug, limit: 2, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
    expect((await refusal(list(world.as.viewer, { limit: 2, cursor: "nonsense" }))).code).toBe("BAD_REQUEST");
  });

  test("shows nothing of projects one is not in", async () => {
    await world.ask();
    const stranger = (await makeWorld(db)).as.maintainer;
    expect((await list(stranger, { limit: 50 })).items).toEqual([]);
  });
});

describe("waiting for it", () => {
  test("ends when the status changes", async () => {
    const { id } = await world.ask();
    let answered = false;
    const waited = get(world.as.viewer, { id, wait: 60 }).finally(() => {
      answered = true;
    });
    // The listener stands before the change is made, else this test would not show that it is heard.
    await vi.waitFor(async () => {
      const { rows } = await db.pool.query(
        "select 1 from pg_stat_activity where datname = current_database() and query ilike 'listen %'",
      );
      expect(rows).toHaveLength(1);
    });
    expect(answered).toBe(false);
    await decide(world.as.approver, reject(id));
    expect((await waited).status).toBe("rejected");
  });

  test("is over at once for what is over", async () => {
    const { id } = await world.ask();
    await decide(world.as.approver, reject(id));
    expect((await get(world.as.viewer, { id, wait: 60 })).status).toBe("rejected");
  });

  test("answers with what it is when the seconds are over", async () => {
    const { id } = await world.ask();
    expect((await get(world.as.viewer, { id, wait: 1 })).status).toBe("pending");
  });
});
