import { expect, test } from "vitest";
import type { RecordedRun } from "@/server/sample/mlflow/shapes";
import { smallMlflow, trainingRun } from "../peers/mlflow-data";
import { syncWorld } from "./sync-world";

const world = syncWorld();

const partOf = (parent: string) => ({ tags: [{ key: "mlflow.parentRunId", value: parent }] });

async function show(...runs: RecordedRun[]): Promise<void> {
  const data = smallMlflow(world.clock);
  await world.restartMlflow({ ...data, runs: [...data.runs, ...runs] });
}

const parentOf = async (connection: string, name: string) => (await world.run(connection, name)).parentId;

test("a child that arrives before its parent is linked once the parent does", async () => {
  const id = await world.connectMlflow();
  const child = trainingRun("child", world.clock, 30, partOf("late"));
  await show(child);
  await world.sync(id);
  expect(await parentOf(id, "child")).toBeNull();
  await show(child, trainingRun("late", world.clock, 5));
  await world.sync(id);
  expect(await parentOf(id, "child")).toBe((await world.run(id, "late")).id);
});

test("a child that is given another parent moves, and one that is set free stands alone", async () => {
  const id = await world.connectMlflow();
  const parents = [trainingRun("first", world.clock, 9), trainingRun("second", world.clock, 8)];
  const child = (of: string | null) =>
    trainingRun("child", world.clock, 5, of === null ? { tags: [] } : partOf(of));
  for (const of of ["first", "second", "nobody", null]) {
    await show(...parents, child(of));
    await world.sync(id);
    const parent = of === "first" || of === "second" ? (await world.run(id, of)).id : null;
    expect(await parentOf(id, "child")).toBe(parent);
  }
});

test("runs that name each other or themselves have no parent, so that a list from the top shows them", async () => {
  const id = await world.connectMlflow();
  await show(
    trainingRun("self", world.clock, 9, partOf("self")),
    trainingRun("one", world.clock, 8, partOf("two")),
    trainingRun("two", world.clock, 7, partOf("three")),
    trainingRun("three", world.clock, 6, partOf("one")),
    trainingRun("below", world.clock, 5, partOf("one")),
  );
  await world.sync(id);
  for (const name of ["self", "one", "two", "three"]) expect(await parentOf(id, name)).toBeNull();
  expect(await parentOf(id, "below")).toBe((await world.run(id, "one")).id);
});
