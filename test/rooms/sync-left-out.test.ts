import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { keepLeftOut } from "@/server/connections/sync/left-out";
import { runs } from "@/server/foundation/db/tables/runs";
import { syncWorld } from "./sync-world";

const world = syncWorld();

const missing = (run: string) => ({
  record: { kind: "run" as const, id: run },
  what: `Run ${run} cannot be read.`,
  why: "Its metrics are no list.",
  todo: "Look at it.",
});
const noticesOf = async (id: string) => (await world.state(id)).notices.map(({ what }) => what);
const keep = (id: string, ...names: string[]) =>
  world.db.db.transaction((tx) =>
    keepLeftOut(tx, id, names.map(missing), new Date(world.clock).toISOString()),
  );

test("a record that is missing is said until it is read, or was not met for a week", async () => {
  const id = await world.connectMlflow();
  await keep(id, "plain", "never");
  for (const _ of [1, 2]) {
    await world.sync(id);
    expect(await noticesOf(id)).toContain("Run never cannot be read.");
    expect(await noticesOf(id)).not.toContain("Run plain cannot be read.");
  }
  world.clock += 8 * 86_400_000;
  await world.sync(id);
  expect(await noticesOf(id)).not.toContain("Run never cannot be read.");
});

test("a part that is missing is said for as long as its run lacks it, also by syncs that do not read the run", async () => {
  const id = await world.connectMlflow();
  await world.sync(id);
  const plain = await world.run(id, "plain");
  const part = { what: "seen was logged at a step of about 9.2e18.", why: "It is too large.", todo: "Look." };
  await world.db.db
    .update(runs)
    .set({ leftOut: [part] })
    .where(eq(runs.id, plain.id));
  for (const _ of [1, 2]) {
    await world.sync(id);
    expect(await noticesOf(id)).toContain(part.what);
  }
  await world.db.db.update(runs).set({ leftOut: [] }).where(eq(runs.id, plain.id));
  await world.sync(id);
  expect(await noticesOf(id)).not.toContain(part.what);
});

test("of very many the newest are named and the others counted", async () => {
  const id = await world.connectMlflow();
  await keep(id, ...Array.from({ length: 25 }, (_, i) => `gone-${i}`));
  await world.sync(id);
  const said = await noticesOf(id);
  expect(said.filter((what) => what.startsWith("Run gone-"))).toHaveLength(20);
  expect(said).toContain("5 more are left out.");
});
