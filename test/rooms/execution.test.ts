import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { OpenDb } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import { retry, rollBack } from "@/server/promotions/service";
import { testDatabase } from "../database";
import { makeStage, type Stage } from "./execution-world";
import { refusal } from "./refusals";

let db: OpenDb;
let stage: Stage;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  stage = await makeStage(db);
});
afterEach(() => stage.registry.close());

describe("an approved promotion", () => {
  test("moves the alias, is read again, and serves", async () => {
    const id = await stage.approved();
    await stage.carryOut(id);
    const done = await stage.look(id);
    expect(done).toMatchObject({
      status: "succeeded",
      serving: true,
      outcome: "v14 serves production: alias champion moved from v12 to v14.",
    });
    expect(
      done.execution.map(({ kind, status, attempt, detail }) => [kind, status, attempt, detail]),
    ).toEqual([
      ["check", "succeeded", 1, {}],
      ["read_alias", "succeeded", 1, { before: "12" }],
      ["set_alias", "succeeded", 1, { before: "12", target: "14", wrote: true }],
      ["verify_alias", "succeeded", 1, { after: "14" }],
    ]);
    expect(stage.registry.writes).toEqual([{ alias: "champion", from: "12", to: "14" }]);
    expect(await stage.told()).toEqual([
      ["12", "observed", "superseded"],
      ["14", "promotion", null],
    ]);
    expect((await stage.world.recorded()).slice(-2)).toEqual(["promotion.executing", "promotion.succeeded"]);
  });

  test("sets an alias that did not exist where nothing served", async () => {
    await stage.registry.close();
    stage = await makeStage(db, {});
    await stage.world.observe(null);
    const id = await stage.approved();
    await stage.carryOut(id);
    expect((await stage.look(id)).outcome).toBe(
      "v14 serves production: alias champion moved from nothing to v14.",
    );
    expect(stage.registry.alias()).toBe("14");
  });

  test("done again does nothing", async () => {
    const id = await stage.approved();
    await stage.carryOut(id);
    await stage.carryOut(id);
    expect(stage.registry.writes).toHaveLength(1);
    expect(await stage.told()).toHaveLength(2);
  });

  test("by two workers at once is carried out by one", async () => {
    const id = await stage.approved();
    const results = await Promise.allSettled([stage.carryOut(id), stage.carryOut(id), stage.carryOut(id)]);
    expect(results.some(({ status }) => status === "fulfilled")).toBe(true);
    expect(stage.registry.writes).toHaveLength(1);
    expect((await stage.look(id)).status).toBe("succeeded");
  });

  test("whose evidence changed in the registry goes back to its approvers, both values beside each other", async () => {
    const id = await stage.approved();
    stage.registry.measure("14", "recall", 0.97);
    await stage.carryOut(id);
    expect(await stage.look(id)).toMatchObject({
      ...{ status: "pending", execution: [], approvals: [{ by: [] }] },
      evidenceChanges: ["recall of v14 is 0.97, it was 0.961"],
    });
    expect(stage.registry.seen).toEqual([]);
  });

  test.each([0.1, "NaN"] as const)(
    "whose metric is %s in the registry by now is blocked, and nothing is written",
    async (value) => {
      const id = await stage.approved();
      stage.registry.measure("14", "recall", value);
      await stage.carryOut(id);
      expect(await stage.look(id)).toMatchObject({
        ...{ status: "blocked", execution: [], evidenceChanges: [`recall of v14 is ${value}, it was 0.961`] },
      });
      expect(stage.registry.seen).toEqual([]);
    },
  );

  test("whose champion was measured anew goes back to its approvers", async () => {
    const id = await stage.approved();
    stage.registry.measure("12", "recall", 0.95);
    await stage.carryOut(id);
    expect(await stage.look(id)).toMatchObject({
      ...{ status: "pending", evidenceChanges: ["recall of v12 is 0.95, it was 0.942"] },
    });
  });

  test("of a version that was deleted there is blocked in words, and nothing is written", async () => {
    const id = await stage.approved();
    const message = "Model Version (name=breast-cancer, version=14) not found";
    stage.registry.readInstead(({ path, id }) =>
      path.endsWith("model-versions/get") && id === "14"
        ? { status: 404, body: { error_code: "RESOURCE_DOES_NOT_EXIST", message } }
        : null,
    );
    await stage.carryOut(id);
    expect(await stage.look(id)).toMatchObject({
      status: "blocked",
      outcome: "v14 was deleted in the registry.",
      versionGone: "v14 was deleted in the registry.",
      evidenceChanges: ["v14 was deleted in the registry"],
      approvals: [{ by: [] }],
    });
    expect(stage.registry.writes).toEqual([]);
  });

  test("of a training run that is gone for good cannot be checked, and fails", async () => {
    const id = await stage.approved();
    stage.registry.readInstead(({ path }) =>
      path.endsWith("runs/get")
        ? { status: 404, body: { error_code: "RESOURCE_DOES_NOT_EXIST", message: "Run not found" } }
        : null,
    );
    await stage.carryOut(id);
    const { status, failure } = await stage.look(id);
    expect(status).toBe("failed");
    expect(failure?.what).toContain("cannot be checked now");
    expect(stage.registry.writes).toEqual([]);
  });

  test("against a champion whose training run is gone for good executes on what was read of it", async () => {
    const id = await stage.approved();
    stage.registry.readInstead(({ path, id }) =>
      path.endsWith("runs/get") && id === "12"
        ? { status: 404, body: { error_code: "RESOURCE_DOES_NOT_EXIST", message: "Run not found" } }
        : null,
    );
    await stage.carryOut(id);
    expect((await stage.look(id)).status).toBe("succeeded");
  });

  test("that meets a page of HTML at its last check fails, and executes once that is mended", async () => {
    const id = await stage.approved();
    stage.registry.readInstead(() => ({ status: 200, type: "text/html", body: "<!doctype html>Sign in" }));
    await stage.carryOut(id);
    const failed = await stage.look(id);
    expect(failed.status).toBe("failed");
    expect(failed.failure?.what).toMatch(/^The evidence cannot be checked now\. /);
    expect(stage.registry.writes).toEqual([]);
    stage.registry.readInstead(null);
    await retry(stage.world.as.contributor, { id });
    await stage.carryOut(id);
    expect((await stage.look(id)).status).toBe("succeeded");
  });

  test("behind another into the same environment waits, and is asked about again once that one serves", async () => {
    const first = await stage.approved("13");
    const { id } = await stage.world.ask("14");
    expect((await stage.approve(id)).status).toBe("approved");
    await stage.carryOut(first);
    expect((await stage.look(first)).status).toBe("succeeded");
    expect(await stage.look(id)).toMatchObject({
      status: "pending",
      evidenceChanges: ["the champion is v13, it was v12"],
    });
  });

  test("behind one that fails goes next", async () => {
    const first = await stage.approved("13");
    const { id } = await stage.world.ask("14");
    await stage.approve(id);
    stage.registry.answerInstead(({ method }) =>
      method === "POST" ? { status: 403, body: { error_code: "PERMISSION_DENIED", message: "no" } } : null,
    );
    await stage.carryOut(first);
    expect((await stage.look(first)).status).toBe("failed");
    expect((await stage.look(id)).status).toBe("executing");
    stage.registry.answerInstead(null);
    await stage.carryOut(id);
    expect((await stage.look(id)).status).toBe("succeeded");
  });
});

describe("an alias that somebody moved outside", () => {
  test("is not overwritten; the promotion fails in words and what serves is put right", async () => {
    const id = await stage.approved();
    stage.registry.move("13");
    await stage.carryOut(id);
    const failed = await stage.look(id);
    expect(failed.status).toBe("failed");
    expect(failed.failure?.what).toBe("Alias champion stands on v13 in mlflow, not on v12.");
    expect(failed.execution.map(({ status }) => status)).toEqual([
      "succeeded",
      "failed",
      "skipped",
      "skipped",
    ]);
    expect(stage.registry.writes).toEqual([]);
    expect(await stage.told()).toEqual([
      ["12", "observed", "superseded"],
      ["13", "observed", null],
    ]);
  });

  test("means, on a retry, that the approvers are asked about the new champion", async () => {
    const id = await stage.approved();
    stage.registry.move("13");
    await stage.carryOut(id);
    const again = await retry(stage.world.as.contributor, { id });
    expect(again).toMatchObject({
      status: "pending",
      champion: "13",
      evidenceChanges: ["the champion is v13, it was v12"],
    });
    await stage.approve(id);
    await stage.carryOut(id);
    expect(await stage.look(id)).toMatchObject({ status: "succeeded", serving: true });
    expect(stage.registry.writes).toEqual([{ alias: "champion", from: "13", to: "14" }]);
  });

  test("right after it was set fails, and says so", async () => {
    const id = await stage.approved();
    stage.registry.afterWrite(() => stage.registry.move("11"));
    await stage.carryOut(id);
    expect((await stage.look(id)).failure?.what).toBe(
      "Alias champion stands on v11 in mlflow after it was moved to v14.",
    );
    expect((await stage.told()).at(-1)).toEqual(["11", "observed", null]);
  });
});

describe("a registry in trouble", () => {
  test("that refuses ends it, and a retry carries it out once it does not", async () => {
    const id = await stage.approved();
    stage.registry.answerInstead(({ method }) =>
      method === "POST"
        ? { status: 403, body: { error_code: "PERMISSION_DENIED", message: "Permission denied" } }
        : null,
    );
    await stage.carryOut(id);
    const failed = await stage.look(id);
    expect(failed.status).toBe("failed");
    expect(failed.failure?.why).toContain("Nothing was changed");
    expect((await refusal(retry(stage.world.as.viewer, { id }))).code).toBe("FORBIDDEN");
    stage.registry.answerInstead(null);
    expect((await retry(stage.world.as.contributor, { id })).status).toBe("executing");
    await stage.carryOut(id);
    expect((await stage.look(id)).status).toBe("succeeded");
    expect((await refusal(retry(stage.world.as.contributor, { id }))).words).toBe("Nothing has failed.");
  });

  test("that does not answer is asked again by the job, and the page says what is the matter meanwhile", async () => {
    const id = await stage.approved();
    stage.registry.answerInstead(({ method }) =>
      method === "POST" ? { status: 503, body: "<html>Bad gateway</html>", type: "text/html" } : null,
    );
    await expect(stage.carryOut(id)).rejects.toThrow();
    const waiting = await stage.look(id);
    expect(waiting.status).toBe("executing");
    expect(waiting.execution[2]).toMatchObject({ kind: "set_alias", status: "running", attempt: 1 });
    expect(waiting.execution[2]?.detail.trouble?.what).toContain("MLflow");
    stage.registry.answerInstead(null);
    await stage.carryOut(id);
    const done = await stage.look(id);
    expect(done.execution[2]).toMatchObject({
      status: "succeeded",
      attempt: 2,
      detail: { reread: "12", wrote: true },
    });
    expect(done.execution[2]?.detail.trouble).toBeUndefined();
    expect(stage.registry.effective()).toHaveLength(1);
  });

  test("for too long is left to people, who are told that it is not known what happened", async () => {
    const id = await stage.approved();
    stage.registry.answerInstead(({ method }) =>
      method === "POST" ? { status: 500, body: { error_code: "INTERNAL_ERROR" } } : null,
    );
    for (let i = 0; i < 10; i += 1) await stage.carryOut(id).catch(() => undefined);
    const failed = await stage.look(id);
    expect(failed.status).toBe("failed");
    expect(failed.failure?.what).toContain("tried 10 times");
    expect(failed.failure?.why).toContain("is not known");
  });
});

describe("a connection that cannot be opened", () => {
  test("ends it in words, and nothing was asked of the registry", async () => {
    const id = await stage.approved();
    await db.db
      .update(connections)
      .set({ sealedCredentials: "v1.of.another.secret" })
      .where(eq(connections.id, stage.world.connection.id));
    await stage.carryOut(id);
    const failed = await stage.look(id);
    expect(failed.status).toBe("failed");
    expect(failed.failure?.what).toBe("The stored credentials cannot be decrypted.");
    expect(stage.registry.seen).toEqual([]);
  });
});

describe("rolling back", () => {
  test("needs no training run that is gone by now, and no version that is gone to roll back from", async () => {
    const id = await stage.approved();
    await stage.carryOut(id);
    const gone = { status: 404, body: { error_code: "RESOURCE_DOES_NOT_EXIST", message: "not found" } };
    stage.registry.readInstead(({ path, id }) => (path.endsWith("runs/get") || id === "14" ? gone : null));
    const back = await rollBack(stage.world.as.approver, { id, reason: "AUC under 0.970" });
    await stage.carryOut(back.id);
    expect(await stage.look(back.id)).toMatchObject({ status: "succeeded", serving: true });
  });

  test("to a version that was deleted there fails in words", async () => {
    const id = await stage.approved();
    await stage.carryOut(id);
    stage.registry.readInstead(({ id }) =>
      id === "12"
        ? { status: 404, body: { error_code: "RESOURCE_DOES_NOT_EXIST", message: "not found" } }
        : null,
    );
    const back = await rollBack(stage.world.as.approver, { id, reason: "AUC under 0.970" });
    await stage.carryOut(back.id);
    expect((await stage.look(back.id)).failure?.what).toBe("mlflow has no v12 any more.");
  });

  test("goes back to the version before in one step, and ends the promotion it undoes", async () => {
    const id = await stage.approved();
    await stage.carryOut(id);
    const back = await rollBack(stage.world.as.approver, { id, reason: "AUC under 0.970" });
    expect(back).toMatchObject({
      status: "executing",
      version: "12",
      rollbackOf: id,
      champion: "14",
      approvals: [],
      gates: [],
    });
    await stage.carryOut(back.id);
    expect(await stage.look(back.id)).toMatchObject({ status: "succeeded", serving: true });
    expect(await stage.look(id)).toMatchObject({ status: "rolled_back", serving: false });
    expect((await stage.look(id)).outcome).toMatch(/^Rolled back by approver after .+: AUC under 0.970$/);
    expect(stage.registry.alias()).toBe("12");
    expect((await stage.history()).map(({ source, ended, because }) => [source, ended, because])).toEqual([
      ["observed", "superseded", null],
      ["promotion", "rolled_back", "AUC under 0.970"],
      ["rollback", null, null],
    ]);
    expect((await stage.world.recorded()).slice(-1)).toEqual(["promotion.succeeded"]);
    expect(await stage.world.recorded()).toContain("promotion.rolled_back");
  });

  test("takes an approver, a promotion that serves, and happens once", async () => {
    const id = await stage.approved();
    expect((await refusal(rollBack(stage.world.as.approver, { id, reason: "" }))).words).toBe(
      "It is being carried out.",
    );
    await stage.carryOut(id);
    expect((await refusal(rollBack(stage.world.as.contributor, { id, reason: "" }))).code).toBe("FORBIDDEN");
    const both = await Promise.allSettled([
      rollBack(stage.world.as.approver, { id, reason: "" }),
      rollBack(stage.world.as.maintainer, { id, reason: "" }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("after the alias was moved outside finds nothing to undo", async () => {
    const id = await stage.approved();
    await stage.carryOut(id);
    const back = await rollBack(stage.world.as.approver, { id, reason: "" });
    await db.db.execute(`update promotions set status = 'failed' where id = ${back.id}`);
    await stage.world.observe("13");
    expect((await refusal(retry(stage.world.as.approver, { id: back.id }))).words).toContain(
      "v14 does not serve any more",
    );
    expect((await refusal(rollBack(stage.world.as.approver, { id, reason: "" }))).words).toBe(
      "It does not serve now.",
    );
  });
});
