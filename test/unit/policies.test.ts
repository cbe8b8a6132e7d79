import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { draft, draftOf, emptyGate, gateForms, termsOf, withForm } from "@/components/policies/draft";
import { placesOf } from "@/components/policies/places";
import { environmentsOf } from "@/server/deployments/environments-of";
import { gate } from "@/server/gates/kinds";
import { type Policy, putPolicy } from "@/server/policies/schema";

const policyOf = (over: Partial<Policy>): Policy => ({
  id: "1",
  project: "screening",
  model: "breast-cancer",
  environment: "production",
  revision: 1,
  gates: [],
  rules: [],
  expiresAfterHours: 168,
  createdBy: null,
  createdAt: "2026-11-24T00:00:00.000Z",
  warnings: [],
  ...over,
});

describe("a policy's schema", () => {
  test("takes one condition a gate", () => {
    expect(gate.safeParse({ metric: "recall", atLeast: 0.9 }).success).toBe(true);
    expect(gate.safeParse({ metric: "recall" }).success).toBe(false);
    expect(gate.safeParse({ metric: "recall", atLeast: 0.9, atMost: 1 }).success).toBe(false);
    expect(gate.safeParse({ metric: " ", atLeast: 0.9 }).success).toBe(false);
  });

  test("takes no bound that nothing can reach, and no role that may not decide", () => {
    expect(gate.safeParse({ metric: "recall", atLeast: Number.NaN }).success).toBe(false);
    expect(gate.safeParse({ metric: "recall", atMost: Number.POSITIVE_INFINITY }).success).toBe(false);
    const put = { model: "m", environment: "e", gates: [] };
    expect(putPolicy.safeParse({ ...put, rules: [{ role: "contributor", count: 1 }] }).success).toBe(false);
    expect(putPolicy.safeParse({ ...put, rules: [{ role: "approver", count: 0 }] }).success).toBe(false);
    expect(putPolicy.parse({ ...put, rules: [] }).expiresAfterHours).toBe(168);
  });
});

const form = (label: string) => gateForms.find((each) => each.label === label)?.key ?? "";
const read = (gate: ReturnType<typeof emptyGate>) => draft.safeParse({ ...draftOf(null), gates: [gate] });

describe("the form of a policy", () => {
  test("gives back what is in force when nothing is touched", () => {
    const bound = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((v) => v + 0);
    const gates = fc.array(
      fc.oneof(
        bound.map((atLeast) => ({ metric: "recall", atLeast })),
        bound.map((atMost) => ({ metric: "log_loss", atMost })),
        bound.map((beatsChampionBy) => ({ metric: "f1", beatsChampionBy })),
      ),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(gates, fc.integer({ min: 24, max: 8760 }), (given, expiresAfterHours) => {
        const policy = policyOf({ gates: given, rules: [{ role: "approver", count: 2 }], expiresAfterHours });
        const sent = termsOf(draft.parse(draftOf(policy)), policy);
        expect(sent).toEqual({ gates: given, rules: policy.rules, expiresAfterHours });
      }),
    );
  });

  test("reads numbers as people type them, and names what is none", () => {
    const typed = (atLeast: string) => read({ form: form("is at least"), values: { metric: "f1", atLeast } });
    expect(typed("0,95").data?.gates).toEqual([{ metric: "f1", atLeast: 0.95 }]);
    expect(typed("−0.01").data?.gates).toEqual([{ metric: "f1", atLeast: -0.01 }]);
    for (const wrong of ["", "much", "NaN", "Infinity", "1e999"]) {
      expect(typed(wrong).error?.issues).toEqual([
        expect.objectContaining({ path: ["gates", 0, "values", "atLeast"], message: "is not a number" }),
      ]);
    }
  });

  test("names every field of a gate that is not filled in", () => {
    expect(read(emptyGate()).error?.issues.map(({ path, message }) => [path.at(-1), message])).toEqual([
      ["beatsChampionBy", "is not a number"],
      ["metric", "is empty"],
    ]);
  });

  test("offers each form of each kind once, and fills its row for a policy in force", () => {
    const labels = gateForms.map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(["beats the champion by", "is at least", "is at most"]));
    expect(new Set(labels).size).toBe(labels.length);
    expect(new Set(gateForms.map(({ key }) => key)).size).toBe(gateForms.length);
    const filled = draftOf(policyOf({ gates: [{ metric: "ms", atMost: 15 }] })).gates;
    expect(filled).toEqual([{ form: form("is at most"), values: { metric: "ms", atMost: "15" } }]);
  });

  test("keeps what was filled in when another condition is chosen", () => {
    const gate = { form: form("is at least"), values: { metric: "ms", atLeast: "15" } };
    expect(withForm(gate, form("is at most"))).toEqual({
      form: form("is at most"),
      values: { metric: "ms", atMost: "15" },
    });
  });
});

describe("the places a policy is written for", () => {
  const environment = (name: string, over: object = {}) => ({
    ...{ name, project: "screening", model: null, connection: "1", position: 10 },
    ...over,
  });
  const model = (name: string, over: object = {}) => ({
    name,
    project: "screening",
    connection: "1",
    ...over,
  });

  test("are every environment that stands for a model, most important first, with the policy in force", () => {
    const places = placesOf(
      [model("breast-cancer"), model("digits", { connection: "2" })],
      [
        environment("staging"),
        environment("production", { position: 40 }),
        environment("elsewhere", { project: "other" }),
      ],
      [policyOf({})],
    );
    expect(places.map((p) => [p.model, p.environment, p.policy?.revision])).toEqual([
      ["breast-cancer", "production", 1],
      ["breast-cancer", "staging", undefined],
    ]);
  });

  test("are the ones the server finds for the model", () => {
    const all = [
      environment("production", { position: 40 }),
      environment("production", { position: 5, model: "breast-cancer" }),
      environment("canary", { model: "digits" }),
      environment("staging", { connection: "2" }),
    ];
    const rows = all.map((e) => ({
      ...{ name: e.name, position: e.position, connectionId: e.connection },
      modelId: e.model === null ? null : `id of ${e.model}`,
    }));
    for (const name of ["breast-cancer", "digits", "wine"]) {
      const found = environmentsOf(rows, { id: `id of ${name}`, connectionId: "1" });
      const places = placesOf([model(name)], all, []);
      expect(places.map((p) => p.environment)).toEqual(found.map((e) => e.name));
    }
  });
});
