import { eq } from "drizzle-orm";
import { describe, expect, test, vi } from "vitest";
import { pause, remove } from "@/server/connections/service";
import { connections } from "@/server/foundation/db/tables/connections";
import { PROJECT } from "../peers/gitlab-data";
import { connect, contents } from "./connections-world";
import { syncWorld } from "./sync-world";

const world = syncWorld();

describe("trouble", () => {
  test("a failing system leaves what is known, says why, and is asked again later and later", async () => {
    const id = await world.connectMlflow();
    await world.sync(id);
    const known = await contents(world.db, id);
    const { lastSyncAt } = await world.state(id);
    world.mlflow.control.fail({ kind: "html", times: 3 });
    world.clock += 60_000;
    const pauses: number[] = [];
    for (let i = 0; i < 3; i++) {
      await world.sync(id);
      pauses.push(Date.parse((await world.state(id)).nextSyncAt ?? "") - world.clock);
    }
    expect(pauses).toEqual([30_000, 60_000, 120_000]);
    const failing = await world.state(id);
    expect(failing).toMatchObject({
      lastSyncAt,
      failures: 3,
      stateSince: new Date(world.clock).toISOString(),
    });
    expect(failing.error).toMatchObject({
      what: expect.stringContaining("answered an HTML page, not JSON"),
      todo: expect.stringContaining("Is this the address of the MLflow API?"),
      at: new Date(world.clock).toISOString(),
    });
    expect(await contents(world.db, id)).toEqual(known);
    await world.sync(id);
    expect(await world.state(id)).toMatchObject({
      error: null,
      failures: 0,
      lastSyncAt: new Date(world.clock).toISOString(),
    });
  });

  test("a wrong token is named and never written down", async () => {
    const { id } = await connect(world.project, {
      vendor: "gitlab",
      url: world.gitlab.url,
      credentials: { token: "glpat-wrong-but-secret" },
      options: { projects: [PROJECT.path] },
    });
    await world.sync(id);
    const { error } = await world.state(id);
    expect(error?.what).toMatch(/does not accept the credentials/);
    expect(error?.todo).toMatch(/token/);
    expect(JSON.stringify(await world.state(id))).not.toContain("glpat-wrong-but-secret");
  });

  test("a host that is gone is named", async () => {
    const id = await world.connectMlflow();
    await world.mlflow.stop();
    await world.sync(id);
    expect((await world.state(id)).error?.why).toMatch(/Nothing listens|cut before/);
  }, 60_000);

  test("a Retry-After longer than the pause is honoured", async () => {
    const id = await world.connectMlflow();
    world.mlflow.control.fail({ kind: "429", retryAfter: 900 });
    await world.sync(id);
    const { error, nextSyncAt } = await world.state(id);
    expect(error?.what).toContain("asks for fewer requests");
    expect(Date.parse(nextSyncAt ?? "") - world.clock).toBe(900_000);
  });

  test("another secret than the one they were stored with opens no credentials, and says so", async () => {
    const id = await world.connectGitlab();
    vi.stubEnv("TERRAPIN_SECRET", "quite another secret, long enough too");
    await world.sync(id);
    vi.unstubAllEnvs();
    expect((await world.state(id)).error).toMatchObject({
      what: "The stored credentials cannot be decrypted.",
    });
  });

  test("files that cannot be listed stop neither runs nor histories", async () => {
    const id = await world.connectMlflow();
    world.mlflow.control.fail({ kind: "500", path: "/artifacts/list", times: 100 });
    await world.sync(id);
    const { error, notices, counts } = await world.state(id);
    expect(error).toBeNull();
    expect(notices.map((notice) => notice.what)).toContain("The files of some runs could not be listed.");
    expect(counts).toMatchObject({ runs: 5, historiesToRead: 0 });
  });
});

describe("stopping", () => {
  test("a paused connection is not read", async () => {
    const id = await world.connectMlflow();
    await pause(world.project.as.maintainer, { id });
    await world.sync(id);
    expect(world.mlflow.control.requests).toEqual([]);
    expect((await world.state(id)).lastSyncAt).toBeNull();
  });

  test("one that is paused or removed in the middle stops at the next page, without an error", async () => {
    for (const stop of [pause, remove]) {
      const id = await world.connectMlflow();
      world.mlflow.control.fail({ kind: "slow", path: "/runs/search", delayMs: 300 });
      const reading = world.sync(id);
      await vi.waitFor(
        () => expect(world.mlflow.control.requests.some(({ fault }) => fault === "slow")).toBe(true),
        { timeout: 10_000 },
      );
      await stop(world.project.as.maintainer, { id });
      await reading;
      expect(await contents(world.db, id)).toEqual([]);
      const [row] = await world.db.db.select().from(connections).where(eq(connections.id, id));
      if (row) expect(row).toMatchObject({ error: null, lastSyncAt: null, progress: null });
      world.mlflow.control.requests.length = 0;
    }
  });
});
