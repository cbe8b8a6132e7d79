import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { vendors } from "@/server/backends/vendors";
import { createConnection, tryConnection } from "@/server/connections/schema";
import { create, get, tryOut, update } from "@/server/connections/service";
import type { OpenDb } from "@/server/foundation/db/open";
import { testDatabase } from "../database";
import { sync } from "../rooms/connections-world";
import { makeProject, type TestProject } from "../rooms/models-world";
import { refusal } from "../rooms/refusals";
import { contractOf } from "./contract-of";
import type { World } from "./world";

/** A connection of every vendor, from the API's input to what was read. */
let db: OpenDb;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

describe.each(vendors.map((vendor) => [vendor.name, vendor] as const))("%s", (name, vendor) => {
  let world: World;
  let project: TestProject;
  beforeAll(async () => {
    world = await (await contractOf(vendor)).small();
    project = await makeProject(db, `contract-${vendor.id}`);
  });
  afterEach(() => expect(world.violations()).toEqual([]));
  afterAll(() => world.stop());

  const body = () => ({ project: project.project.slug, name, ...world.target });
  const readers = { tracking: "runs", ci: "runs", registry: "versions", artifacts: "runs" } as const;

  test("it is tested before it is stored, and says what can be read", async () => {
    const { name: _unused, ...input } = body();
    const result = await tryOut(project.as.maintainer, tryConnection.parse(input));
    expect(result).toMatchObject({ ok: true, reads: expect.arrayContaining([expect.any(String)]) });
  });

  test("a sync reads what each of its capabilities offers, and the next one reads nothing twice", async () => {
    const made = await create(project.as.maintainer, createConnection.parse(body()));
    expect(made).toMatchObject({ vendor: vendor.id, options: world.target.options });
    await sync(db, made.id);
    const read = await get(project.as.viewer, { id: made.id });
    expect(read).toMatchObject({ status: "healthy", error: null });
    for (const capability of vendor.capabilities)
      expect(read.counts[readers[capability]], capability).toBeGreaterThan(0);
    await sync(db, made.id);
    expect((await get(project.as.viewer, { id: made.id })).counts).toEqual(read.counts);
  });

  test("an option or a credential that it does not have is refused beside its field", async () => {
    const made = await create(
      project.as.maintainer,
      createConnection.parse({ ...body(), name: `${name} again` }),
    );
    const change = { id: made.id, options: { ...made.options, nonsense: true } };
    expect(await refusal(update(project.as.maintainer, change))).toMatchObject({
      code: "BAD_REQUEST",
      words: expect.stringContaining("options has no field nonsense"),
    });
    const others = { id: made.id, credentials: { nonsense: "x" } };
    expect(await refusal(update(project.as.maintainer, others))).toMatchObject({
      words: expect.stringContaining("credentials has no field nonsense"),
    });
  });
});
