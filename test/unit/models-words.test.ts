import { describe, expect, test } from "vitest";
import { lanesOf, wordsOf } from "@/components/models/lanes";
import { progressWords } from "@/components/models/progress-words";
import { stateWords } from "@/components/models/state";
import type { DeploymentShape, OpenPromotion, Timeline } from "@/server/models/schema";

const deployment = (over: Partial<DeploymentShape> = {}): DeploymentShape => ({
  id: "1",
  environment: "production",
  version: "12",
  from: "2026-11-10T12:00:00.000Z",
  to: "2026-11-14T12:00:00.000Z",
  source: "promotion",
  promotion: "7",
  ended: "superseded",
  because: null,
  approvedBy: ["approver", "maintainer"],
  ...over,
});

describe("a deployment in words", () => {
  test("says how long, who agreed and why it ended", () => {
    expect(wordsOf(deployment())).toMatch(
      /^v12 in production 10 Nov.* to 14 Nov.* \(4 d\), approved by approver, maintainer$/,
    );
    expect(wordsOf(deployment({ ended: "rolled_back", because: "recall under 0.93" }))).toMatch(
      /; rolled back: recall under 0\.93$/,
    );
    expect(wordsOf(deployment({ to: null, ended: null, source: "observed", approvedBy: [] }))).toMatch(
      /^v12 in production since 10 Nov.*, set in the registry, not by a promotion$/,
    );
  });
});

describe("the picture of what served where", () => {
  const seen: Timeline = {
    from: "2026-11-01T00:00:00.000Z",
    to: "2026-11-30T00:00:00.000Z",
    whole: { from: "2026-11-01T00:00:00.000Z", to: "2026-11-30T00:00:00.000Z" },
    lanes: [
      {
        environment: "production",
        main: true,
        deployments: [
          deployment({ ended: "rolled_back" }),
          deployment({ id: "2", promotion: null, to: null, ended: null }),
        ],
      },
      { environment: "staging", main: false, deployments: [deployment({ id: "3", to: null, ended: null })] },
    ],
    live: {
      environment: "production",
      name: "recall",
      better: "higher",
      bound: { kind: "atLeast", value: 0.93 },
      day: { mean: 0.9251, n: 24 },
      state: "broken",
      points: [
        { at: "2026-11-19T00:00:00.000Z", mean: null, min: null, max: null, n: 1 },
        { at: "2026-11-20T00:00:00.000Z", mean: 0.957, min: 0.95, max: 0.96, n: 4 },
      ],
    },
  };

  test("marks what serves users now and what was rolled back, and links to who agreed", () => {
    const [production, staging, live] = lanesOf(seen, { model: "breast-cancer", project: "screening" });
    expect(production).toMatchObject({
      label: "Production",
      items: [
        { tone: "bad", text: "v12 ↩", href: "/promotions/7" },
        { tone: "now", text: "v12", href: "/models/breast-cancer/versions/12?project=screening" },
      ],
    });
    expect(staging).toMatchObject({ items: [{ tone: "plain" }] });
    expect(live).toMatchObject({
      label: "Recall, live",
      bound: 0.93,
      text: "0.9251, 24 h mean",
      textTone: "bad",
      points: [
        { value: null, band: null },
        { value: 0.957, band: [0.95, 0.96] },
      ],
    });
  });
});

describe("the state of a version in words", () => {
  const word = (state: Parameters<typeof stateWords>[0]) => stateWords(state, "production");
  test.each([
    [
      { kind: "asked", environment: "production", promotion: "1", status: "pending" },
      "wait",
      "asked for production",
    ],
    [
      { kind: "asked", environment: "production", promotion: "1", status: "executing" },
      "run",
      "going into production",
    ],
    [{ kind: "failed", environment: "production", promotion: "1" }, "bad", "promotion to production failed"],
    [
      { kind: "rolled_back", environment: "production", servedMs: 54_000_000, because: null },
      "bad",
      "rolled back after 15 h",
    ],
    [
      { kind: "rejected", environment: "production", promotion: "1", gate: "recall" },
      "skip",
      "rejected: recall gate",
    ],
    [{ kind: "rejected", environment: "staging", promotion: "1", gate: null }, "skip", "rejected in staging"],
    [{ kind: "served", environment: "production", servedMs: 24 * 86_400_000 }, "off", "served 24 d"],
    [{ kind: "ended", environment: "production", promotion: "1", how: "expired" }, "off", "request expired"],
    [{ kind: "never" }, "idle", "never asked"],
  ] as const)("%o is %s: %s", (state, shape, text) => {
    expect(word(state)).toEqual({ shape, word: text });
  });
});

test("the progress of a promotion is what still holds it up", () => {
  const open: OpenPromotion = {
    id: "1",
    version: "14",
    environment: "production",
    status: "pending",
    gates: { passed: 3, total: 3 },
    approvals: { done: 1, total: 2 },
  };
  expect(progressWords(open)).toBe("1 of 2 approvals");
  expect(progressWords({ ...open, status: "blocked", gates: { passed: 2, total: 3 } })).toBe("2 of 3 gates");
  expect(progressWords({ ...open, status: "executing" })).toBe("being carried out");
});
