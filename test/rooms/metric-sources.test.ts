import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Ctx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { modelVersions } from "@/server/foundation/db/tables/models";
import { apiTokens } from "@/server/foundation/db/tables/people";
import { runMetrics } from "@/server/foundation/db/tables/runs";
import { pointsInput, seriesInput } from "@/server/metrics/schema";
import { addPoints, readSeries } from "@/server/metrics/service";
import { decide, get } from "@/server/promotions/service";
import { testDatabase } from "../database";
import { makeWorld, type World } from "./promotions-world";

let db: OpenDb;
let world: World;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  world = await makeWorld(db);
});

const runOf = async (version: string) => {
  const [row] = await db.db
    .select({ runId: modelVersions.runId })
    .from(modelVersions)
    .where(eq(modelVersions.id, world.versionId(version)));
  return `run:${row?.runId}`;
};
const send = async (subject: string, name: string, value: number, who: Ctx = world.as.contributor) =>
  addPoints(
    who,
    pointsInput.parse({ project: world.project.slug, points: [{ subject, name, step: 1, value }] }),
  );
const fairness = { metric: "fairness", atLeast: 0.9 };
const look = (id: string) => get(world.as.viewer, { id, wait: 0 });

describe("numbers that are sent by API", () => {
  test("change nothing that the registry says, and void no approval", async () => {
    const { id, evidenceDigest } = await world.ask("14");
    await send(await runOf("14"), "recall", 0.999);
    await send(await runOf("12"), "recall", 0.1);
    await send("version:breast-cancer@14", "recall", 0.999);
    const done = await decide(world.as.approver, { id, decision: "approve", comment: "", evidenceDigest });
    expect(done).toMatchObject({ status: "executing", evidenceDigest });
    const values = await db.db.select({ value: runMetrics.value }).from(runMetrics);
    expect(values.map(({ value }) => value)).not.toContain(0.999);
  });

  test("pass no gate that does not accept them", async () => {
    await world.setPolicy({ gates: [fairness] });
    await send(await runOf("14"), "fairness", 0.99);
    const made = await world.ask("14");
    expect(made.status).toBe("blocked");
    expect(made.gates).toEqual([expect.objectContaining({ result: "missing", source: null, value: null })]);
    expect(made.evidence.challenger.metrics).not.toHaveProperty("fairness");
  });

  test("count for a gate that accepts them, with who sent them, where the registry says nothing", async () => {
    await world.setPolicy({
      gates: [
        { ...fairness, sources: ["registry", "api"] },
        { metric: "recall", atLeast: 0.9, sources: ["registry", "api"] },
      ],
    });
    const person = world.as.contributor.actor?.id ?? "";
    const [token] = await db.db
      .insert(apiTokens)
      .values({ personId: person, name: "ci", prefix: "tpn_", tokenHash: `hash of ${world.project.slug}` })
      .returning();
    const { actor } = world.as.contributor;
    const byToken: Ctx = {
      ...world.as.contributor,
      actor: actor && { ...actor, via: "token", tokenId: token?.id ?? "" },
    };
    await send(await runOf("14"), "fairness", 0.99, byToken);
    await send(await runOf("14"), "recall", 0.1);
    const made = await world.ask("14");
    expect(made.gates).toEqual([
      expect.objectContaining({
        ...{ label: "fairness is at least 0.9, registry or sent by API", result: "pass", value: 0.99 },
        ...{ source: "api", sentBy: "contributor (token ci)" },
      }),
      expect.objectContaining({ result: "pass", value: 0.961, source: "registry", sentBy: null }),
    ]);
    expect(made.evidence.numbers).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ version: "14", metric: "recall", value: 0.961, source: "registry" }),
        expect.objectContaining({
          version: "14",
          metric: "fairness",
          source: "api",
          sentBy: "contributor (token ci)",
        }),
      ]),
    );
    // What a gate accepts is evidence: another number is asked about again.
    await send("version:breast-cancer@14", "fairness", 0.2);
    expect((await look(made.id)).status).toBe("pending");
    await expect(
      decide(world.as.approver, { id: made.id, decision: "approve", comment: "" }),
    ).rejects.toThrow();
    expect(await look(made.id)).toMatchObject({
      status: "blocked",
      evidenceChanges: ["fairness of v14 is 0.2, it was 0.99 (sent by API)"],
    });
  });

  test("are a series beside what was read, which comes first", async () => {
    const subject = await runOf("14");
    await send(subject, "recall", 0.5);
    await send(subject, "fairness", 0.7);
    const read = (over: object) =>
      readSeries(world.as.viewer, seriesInput.parse({ subject, name: "recall", ...over }));
    expect(await read({ source: "api" })).toMatchObject({ source: "api", count: 1 });
    expect(await read({ source: "registry" })).toMatchObject({ source: null, count: 0 });
    expect(await read({ name: "fairness" })).toMatchObject({ source: "api", count: 1 });
  });
});
