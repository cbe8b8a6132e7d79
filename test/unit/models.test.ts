import { describe, expect, test } from "vitest";
import { type AliasState, deploymentChanges, type Serving } from "@/server/deployments/deployment-changes";
import { environmentsOf } from "@/server/deployments/environments-of";
import { aliasClash } from "@/server/environments/clash";
import { positionOf } from "@/server/environments/position";
import { chooseColumns } from "@/server/models/columns";
import { liveState } from "@/server/models/serving/live-state";
import { versionDigest } from "@/server/registry/digest";

describe("a version's digest", () => {
  const version = {
    source: "s3://models/1",
    runExternalId: "r1",
    tags: { "model.sha256": "abc", owner: "contributor" },
  };
  const digest = versionDigest(version);

  test("is a SHA-256 that does not depend on the order of tags", () => {
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(versionDigest({ ...version, tags: { owner: "contributor", "model.sha256": "abc" } })).toBe(digest);
  });

  test.each([
    ["source", { source: "s3://models/2" }],
    ["run", { runExternalId: "r2" }],
    ["checksum", { tags: { "model.sha256": "abd", owner: "contributor" } }],
  ])("changes with its %s", (_, over) => {
    expect(versionDigest({ ...version, ...over })).not.toBe(digest);
  });

  test("does not change with a note that people edit later", () => {
    const noted = { ...version, tags: { ...version.tags, owner: "maintainer", validated: "yes" } };
    expect(versionDigest(noted)).toBe(digest);
  });
});

describe("environments of a model", () => {
  const env = (name: string, position: number, over: { modelId?: string; connectionId?: string } = {}) => ({
    name,
    position,
    modelId: over.modelId ?? null,
    connectionId: over.connectionId ?? "c",
  });
  const model = { id: "m", connectionId: "c" };

  test("are the project's, most important first, with the model's own in place of one of the same name", () => {
    const own = env("production", 1, { modelId: "m" });
    const found = environmentsOf(
      [env("production", 40), env("staging", 30), own, env("qa", 5, { modelId: "x" })],
      model,
    );
    expect(found.map((e) => [e.name, e.position])).toEqual([
      ["staging", 30],
      ["production", 1],
    ]);
  });

  test("on another registry do not apply", () => {
    expect(environmentsOf([env("production", 40, { connectionId: "d" })], model)).toEqual([]);
  });

  test.each([
    ["production", 40],
    ["Prod-eu", 40],
    ["pre-prod", 30],
    ["staging", 30],
    ["qa", 20],
    ["dev", 10],
    ["مرحلة", 25],
  ])("%s is placed at %i when nobody says", (name, position) => {
    expect(positionOf(name)).toBe(position);
  });

  test("of one model may not share an alias, unless one takes the other's place", () => {
    const at = (name: string, modelId: string | null) => ({
      name,
      modelId,
      connectionId: "c",
      alias: "champion",
    });
    expect(aliasClash(at("shadow", null), [at("production", null)])?.name).toBe("production");
    expect(aliasClash(at("production", "m"), [at("production", null)])).toBeNull();
    expect(aliasClash(at("live", "n"), [at("production", "m")])).toBeNull();
    expect(aliasClash(at("live", "m"), [at("production", null)])?.name).toBe("production");
  });
});

describe("deployments follow aliases", () => {
  const aliasOn = (versionId: string | null): AliasState => ({
    modelId: "1",
    environmentId: "2",
    environment: "production",
    alias: "champion",
    versionId,
    seenAt: "2026-01-01T00:00:00.000Z",
  });
  const serving = (versionId: string, gone: Serving["gone"] = null): Serving => ({
    id: "9",
    modelId: "1",
    environmentId: "2",
    versionId,
    version: versionId,
    gone,
    fromAt: "2026-01-02T00:00:00.000Z",
  });
  const options = { at: "2026-01-03T00:00:00.000Z", executing: new Set<string>() };

  test("nothing changes where both agree", () => {
    expect(deploymentChanges([aliasOn("7")], [serving("7")], options)).toEqual({ ended: [], begun: [] });
    expect(deploymentChanges([aliasOn(null)], [], options)).toEqual({ ended: [], begun: [] });
  });

  test("a moved alias ends one and begins another, a removed one only ends", () => {
    expect(deploymentChanges([aliasOn("8")], [serving("7")], options)).toMatchObject({
      ended: [{ ended: "superseded" }],
      begun: [{ versionId: "8", fromAt: options.at }],
    });
    expect(deploymentChanges([aliasOn(null)], [serving("7")], options)).toMatchObject({
      ended: [{ ended: "removed" }],
      begun: [],
    });
  });

  test("a deployment whose version or model was deleted ends with that reason", () => {
    const because = (gone: Serving["gone"], alias: string | null) =>
      deploymentChanges([aliasOn(alias)], [serving("7", gone)], options).ended[0]?.because;
    expect(because("version", null)).toBe("v7 was deleted in the registry, and alias champion with it");
    expect(because("model", null)).toBe("the model was deleted in the registry");
    expect(because("version", "8")).toBe("alias champion was moved outside Terrapin");
  });

  test("what is being executed, or began after the reading, is left alone", () => {
    const executing = new Set(["1@2"]);
    expect(deploymentChanges([aliasOn("8")], [serving("7")], { ...options, executing })).toEqual({
      ended: [],
      begun: [],
    });
    const before = { ...options, at: "2026-01-01T12:00:00.000Z" };
    expect(deploymentChanges([aliasOn("8")], [serving("7")], before)).toEqual({ ended: [], begun: [] });
  });

  test("what a new environment serves is told from when its alias was first seen there", () => {
    expect(deploymentChanges([aliasOn("8")], [], { ...options, firstSeen: "2" }).begun[0]?.fromAt).toBe(
      "2026-01-01T00:00:00.000Z",
    );
    expect(deploymentChanges([aliasOn("8")], [], options).begun[0]?.fromAt).toBe(options.at);
  });
});

describe("columns of the versions table", () => {
  const known = [
    { name: "epochs", better: null, versions: 9 },
    { name: "recall", better: "higher" as const, versions: 9 },
    { name: "auc", better: "higher" as const, versions: 7 },
    { name: "log_loss", better: "lower" as const, versions: 9 },
    { name: "f1", better: "higher" as const, versions: 1 },
  ];

  test("are what the policy asks about, in its order", () => {
    expect(chooseColumns(["auc", "recall", "latency_ms"], known)).toEqual([
      { name: "auc", better: "higher" },
      { name: "recall", better: "higher" },
      { name: "latency_ms", better: "lower" },
    ]);
  });

  test("without a policy are the most common ones that can be better or worse", () => {
    expect(chooseColumns([], known).map((c) => c.name)).toEqual(["log_loss", "recall", "auc"]);
    expect(chooseColumns([], [])).toEqual([]);
  });
});

describe("a live metric against its policy's bound", () => {
  const day = (mean: number) => ({ mean, n: 24 });
  const least = { kind: "atLeast", value: 0.97 } as const;
  test("is broken where the mean of the last 24 hours is past the bound, on the bound's own side", () => {
    expect(liveState([day(0.9667), day(0.99)], least)).toEqual({ state: "broken", brokenAgo: null });
    expect(liveState([day(0.97)], least).state).toBe("within");
    expect(liveState([day(0.98)], { kind: "atMost", value: 0.97 }).state).toBe("broken");
  });
  test("says how many days ago it was broken last, days without values skipped", () => {
    expect(liveState([day(0.98), day(0.99), null, day(0.9), day(0.8)], least).brokenAgo).toBe(3);
    expect(liveState([day(0.98), day(0.99)], least).brokenAgo).toBeNull();
  });
  test("is unmeasured before the present version was measured, and unbounded without a policy", () => {
    expect(liveState([null, day(0.9)], least)).toEqual({ state: "unmeasured", brokenAgo: null });
    expect(liveState([day(0.9)], null).state).toBe("unbounded");
  });
});
