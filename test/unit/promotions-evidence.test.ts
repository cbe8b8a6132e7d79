import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EvidenceVersion } from "@/server/gates/schema";
import { changesBetween, digestOf } from "@/server/promotions/evidence";
import type { Evidence } from "@/server/promotions/schema";

const version = (number: string): EvidenceVersion => ({
  version: number,
  digest: `digest of ${number}`,
  runId: "7",
  commitSha: "9be02d1",
  datasets: [{ name: "tissue", digest: "3e9f", context: "training" }],
  metrics: { recall: 0.961, log_loss: 0.0841, broken: "NaN" },
});
const evidence: Evidence = {
  model: "breast-cancer",
  environment: "production",
  connection: "1",
  alias: "champion",
  challenger: version("14"),
  champion: version("12"),
  policy: {
    revision: 7,
    gates: [{ metric: "recall", beatsChampionBy: 0.005 }],
    rules: [{ role: "approver", count: 2 }],
  },
};
const changed = (edit: (e: Evidence) => void): Evidence => {
  const copy = structuredClone(evidence);
  edit(copy);
  return copy;
};

describe("the digest of evidence", () => {
  test("does not depend on the order of keys, and survives JSON", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string(),
          fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant("NaN" as const)),
        ),
        (metrics) => {
          const one = changed((e) => {
            e.challenger.metrics = metrics;
          });
          const other = changed((e) => {
            e.challenger.metrics = Object.fromEntries(Object.entries(metrics).reverse());
          });
          expect(digestOf(other)).toBe(digestOf(one));
          expect(digestOf(JSON.parse(JSON.stringify(one)))).toBe(digestOf(one));
        },
      ),
    );
  });

  test.each<[string, (e: Evidence) => void, RegExp]>([
    [
      "a metric of the challenger",
      (e) => {
        e.challenger.metrics.recall = 0.5;
      },
      /recall of v14 is 0.5, it was 0.961/,
    ],
    [
      "a metric that vanished",
      (e) => {
        delete e.challenger.metrics.recall;
      },
      /recall of v14 is missing/,
    ],
    [
      "a metric of the champion",
      (e) => {
        if (e.champion) e.champion.metrics.log_loss = "Infinity";
      },
      /log_loss of v12 is Infinity/,
    ],
    [
      "another champion",
      (e) => {
        e.champion = version("13");
      },
      /the champion is v13, it was v12/,
    ],
    [
      "no champion any more",
      (e) => {
        e.champion = null;
      },
      /the champion is no version, it was v12/,
    ],
    [
      "the version's content",
      (e) => {
        e.challenger.digest = "x";
      },
      /the content of v14 changed/,
    ],
    [
      "the policy",
      (e) => {
        e.policy.revision = 8;
      },
      /the policy is revision 8, it was 7/,
    ],
    [
      "a dataset",
      (e) => {
        e.challenger.datasets = [];
      },
      /the datasets of v14 changed/,
    ],
    [
      "the commit",
      (e) => {
        e.challenger.commitSha = null;
      },
      /the commit of v14 changed/,
    ],
    [
      "the alias",
      (e) => {
        e.alias = "live";
      },
      /alias live, it was champion/,
    ],
  ])("changes with %s, and the change is told", (_name, edit, words) => {
    const after = changed(edit);
    expect(digestOf(after)).not.toBe(digestOf(evidence));
    expect(changesBetween(evidence, after).join("; ")).toMatch(words);
  });

  test("nothing is told where nothing changed", () => {
    expect(changesBetween(evidence, structuredClone(evidence))).toEqual([]);
  });
});
