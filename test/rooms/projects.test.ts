import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenDb } from "@/server/foundation/db/open";
import { change, create, list } from "@/server/projects/service";
import { decide } from "@/server/promotions/service";
import { find } from "@/server/search/service";
import { data } from "@/server/shell/service";
import { testDatabase } from "../database";
import { makeSeededWorld, type SeededWorld } from "../world/seeded";
import { refusal } from "./refusals";

let open: OpenDb;
let world: SeededWorld;
beforeAll(async () => {
  open = await testDatabase();
  world = await makeSeededWorld(open);
});
afterAll(() => open.close());

describe("projects", () => {
  test("an address belongs to one project, and is made from the name unless it is said", async () => {
    const made = await create(world.who.owner, { name: "Fraud Detection" });
    expect(made.slug).toBe("fraud-detection");
    expect((await refusal(create(world.who.owner, { name: "fraud detection" }))).code).toBe("CONFLICT");
    await create(world.who.owner, { name: "fraud detection", slug: "fraud-2" });
    const taken = await refusal(change(world.who.owner, { project: "fraud-2", slug: "fraud-detection" }));
    expect(taken.code).toBe("CONFLICT");
    const renamed = await change(world.who.owner, { project: "fraud-2", slug: "fraud-3" });
    expect(renamed).toMatchObject({ slug: "fraud-3", name: "fraud detection" });
  });

  test("a member's list holds their own, page by page; an owner's holds all", async () => {
    const mine = await list(world.who.viewer, { limit: 50 });
    expect(mine.items).toMatchObject([
      { slug: world.project.slug, role: "viewer", people: 5, connections: 2 },
    ]);
    const first = await list(world.who.owner, { limit: 1 });
    const seen = [...first.items];
    for (let cursor = first.nextCursor; cursor; ) {
      const page = await list(world.who.owner, { limit: 1, cursor });
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    const all = await list(world.who.owner, { limit: 200 });
    expect(seen.map(({ id }) => id)).toEqual(all.items.map(({ id }) => id));
  });
});

describe("what the frame shows", () => {
  test("only what is in the reader's own projects", async () => {
    const strangers = await data(world.who.stranger);
    expect(strangers).toMatchObject({
      projects: [{ slug: world.elsewhere.slug, role: "maintainer" }],
      counts: { runsLive: 0, promotionsWaiting: 0, feedbackNew: 0 },
      connections: [],
    });
    const viewers = await data(world.who.viewer);
    expect(viewers.counts).toMatchObject({ runsLive: 1, feedbackNew: 1 });
    expect(viewers.connections.map(({ name, state }) => ({ name, state }))).toEqual([
      { name: "gitlab", state: "new" },
      { name: "mlflow", state: "new" },
    ]);
  });

  test("a promotion waits for those who may decide on it and have not", async () => {
    const waiting = async (who: "viewer" | "contributor" | "approver" | "maintainer") =>
      (await data(world.who[who])).counts.promotionsWaiting;
    const w = await makeSeededWorld(open);
    const own = async (who: "viewer" | "contributor" | "approver" | "maintainer") =>
      (await data(w.who[who])).counts.promotionsWaiting;
    expect([await own("viewer"), await own("contributor"), await own("approver")]).toEqual([0, 0, 1]);
    await decide(w.who.approver, { id: w.promotion.id, decision: "reject", comment: "Not yet." });
    expect(await own("approver")).toBe(0);
    // The other world's is untouched.
    expect(await waiting("approver")).toBe(1);
  });
});

describe("the palette's search", () => {
  const kinds = async (q: string, who: "viewer" | "stranger" = "viewer") =>
    (await find(world.who[who], { q })).items.map((item) => item.kind);

  test.each([
    ["breast", "model"],
    ["breast-cancer 13", "version"],
    ["v13", "version"],
    ["breast", "promotion"],
    ["c0ffee12", "run"],
    ["main", "run"],
    ["gitlab", "connection"],
    ["newcomer", "person"],
    ["rating", "feedback"],
    ["was it RIGHT", "form"],
    ["form-", "form"],
    ["ma", "run"],
  ])("%j finds a %s", async (q, kind) => {
    expect(await kinds(q)).toContain(kind);
  });

  test("nothing of projects the reader is not in", async () => {
    expect(await kinds("breast", "stranger")).toEqual([]);
  });

  test("the signs of patterns are letters like others", async () => {
    for (const q of ["%", "_", "\\", "%%%", "' or 1=1"]) expect(await kinds(q), q).toEqual([]);
  });
});
