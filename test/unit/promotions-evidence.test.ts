import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "@/server/foundation/canonical-json";
import { changedSections, changesBetween } from "@/server/promotions/evidence/changes";
import { digestsOf, pin, readPinned } from "@/server/promotions/evidence/pin";
import {
  type SectionName,
  type Sections,
  sectionNames,
  sectionsFor,
} from "@/server/promotions/evidence/sections";

const identity = (version: string) => ({
  version,
  digest: `digest of ${version}`,
  runId: "7",
  commitSha: "9be02d1",
});
const metrics = { recall: 0.961, log_loss: 0.0841, broken: "NaN" as const };
const datasets = [{ name: "tissue", digest: "3e9f", context: "training" }];
const target = { model: "breast-cancer", environment: "production", connection: "1", alias: "champion" };
const policy = {
  revision: 7,
  gates: [{ metric: "recall", beatsChampionBy: 0.005 }],
  rules: [{ role: "approver" as const, count: 2 }],
};
const evidence: Sections = {
  policy,
  target,
  challenger: identity("14"),
  challengerMetrics: metrics,
  challengerDatasets: datasets,
  champion: identity("12"),
  championMetrics: metrics,
  championDatasets: datasets,
};
/** The same evidence as it was pinned before there were sections. */
const inOnePiece = {
  ...target,
  policy,
  challenger: { ...identity("14"), metrics, datasets },
  champion: { ...identity("12"), metrics, datasets },
};
const sha256 = (content: unknown) =>
  `sha256:${createHash("sha256").update(canonicalJson(content)).digest("hex")}`;

const changed = (edit: (e: Sections) => void): Sections => {
  const copy: Sections = JSON.parse(JSON.stringify(evidence));
  edit(copy);
  return copy;
};
const edits: [string, (e: Sections) => void, SectionName[], RegExp][] = [
  [
    "a metric of the challenger",
    (e) => {
      e.challengerMetrics.recall = 0.5;
    },
    ["challengerMetrics"],
    /^recall of v14 is 0.5, it was 0.961$/,
  ],
  [
    "a metric that vanished",
    (e) => {
      delete e.challengerMetrics.recall;
    },
    ["challengerMetrics"],
    /^recall of v14 is missing/,
  ],
  [
    "a metric of the champion",
    (e) => {
      e.championMetrics = { ...metrics, log_loss: "Infinity" };
    },
    ["championMetrics"],
    /^log_loss of v12 is Infinity/,
  ],
  [
    "another champion, whatever it measures",
    (e) => {
      e.champion = identity("13");
      e.championMetrics = {};
      e.championDatasets = [];
    },
    ["champion", "championMetrics", "championDatasets"],
    /^the champion is v13, it was v12$/,
  ],
  [
    "no champion any more",
    (e) => {
      e.champion = null;
      e.championMetrics = null;
      e.championDatasets = null;
    },
    ["champion", "championMetrics", "championDatasets"],
    /^the champion is no version, it was v12$/,
  ],
  [
    "the content of the champion",
    (e) => {
      e.champion = { ...identity("12"), digest: "x" };
    },
    ["champion"],
    /^the content of v12 changed$/,
  ],
  [
    "the datasets of the champion",
    (e) => {
      e.championDatasets = [];
    },
    ["championDatasets"],
    /^the datasets of v12 changed$/,
  ],
  [
    "the version's content",
    (e) => {
      e.challenger.digest = "x";
    },
    ["challenger"],
    /^the content of v14 changed$/,
  ],
  [
    "the policy",
    (e) => {
      e.policy.revision = 8;
    },
    ["policy"],
    /^the policy is revision 8, it was 7$/,
  ],
  [
    "a dataset",
    (e) => {
      e.challengerDatasets = [];
    },
    ["challengerDatasets"],
    /^the datasets of v14 changed$/,
  ],
  [
    "the commit",
    (e) => {
      e.challenger.commitSha = null;
    },
    ["challenger"],
    /^the commit of v14 changed$/,
  ],
  [
    "the alias",
    (e) => {
      e.target.alias = "live";
    },
    ["target"],
    /alias live, it was champion$/,
  ],
  [
    "the name of the model, which no sentence names",
    (e) => {
      e.target.model = "cancer";
    },
    ["target"],
    /^its wording changed$/,
  ],
];

describe("the digest of evidence", () => {
  test("does not depend on the order of keys, and survives JSON", () => {
    const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant("NaN" as const));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (some) => {
        const one = changed((e) => {
          e.challengerMetrics = some;
        });
        const other = changed((e) => {
          e.challengerMetrics = Object.fromEntries(Object.entries(some).reverse());
        });
        expect(pin(other).evidenceDigest).toBe(pin(one).evidenceDigest);
        expect(pin(JSON.parse(JSON.stringify(one))).evidenceDigest).toBe(pin(one).evidenceDigest);
      }),
    );
  });

  test.each(edits)(
    "changes with %s, in its section alone, and the change is told",
    (_, edit, names, words) => {
      const after = changed(edit);
      const [old, now] = [pin(evidence), pin(after)];
      expect(now.evidenceDigest).not.toBe(old.evidenceDigest);
      expect(changedSections(evidence, after).sort()).toEqual([...names].sort());
      for (const name of sectionNames) {
        const same = now.evidence.sections[name]?.digest === old.evidence.sections[name]?.digest;
        expect([name, same]).toEqual([name, !names.includes(name)]);
      }
      expect(changesBetween(evidence, after).join("; ")).toMatch(words);
    },
  );

  test("nothing is told where nothing changed", () => {
    expect(changesBetween(evidence, structuredClone(evidence))).toEqual([]);
  });

  test("looks only at the sections it is asked for, so that a new section changes no old digest", () => {
    expect(digestsOf(evidence, ["policy", "champion"])).toEqual({
      policy: sha256(policy),
      champion: sha256(identity("12")),
    });
  });

  test("is over the digests of the sections", () => {
    const { evidence: stored, evidenceDigest } = pin(evidence);
    const digests = Object.fromEntries(
      Object.entries(evidence).map(([name, content]) => [name, sha256(content)]),
    );
    for (const [name, digest] of Object.entries(digests)) expect(stored.sections[name]?.digest).toBe(digest);
    expect(evidenceDigest).toBe(sha256(digests));
  });
});

test("stored evidence has the same digests in every version", () => {
  expect(readPinned(inOnePiece).digestOf(evidence)).toBe(
    "sha256:a4b2d77ef8c52d40229e4cf59faf04f7d9397803faddc4234a8f84ae2904400d",
  );
  expect(pin(evidence).evidenceDigest).toBe(
    "sha256:2761b8394164a7800034c227c2e922eecf35744dc6bcbb69593666c9d0a5b6fa",
  );
});

describe("evidence that is read back", () => {
  test("in sections has its content, its digests and its digest", () => {
    const { evidence: stored, evidenceDigest } = pin(evidence);
    const pinned = readPinned(JSON.parse(JSON.stringify(stored)));
    expect(pinned.sections).toEqual(evidence);
    expect(pinned.digests?.policy).toBe(sha256(policy));
    expect(pinned.digestOf(evidence)).toBe(evidenceDigest);
  });

  test("in one piece, as it once was pinned, has the digest over the whole", () => {
    const pinned = readPinned(JSON.parse(JSON.stringify(inOnePiece)));
    expect(pinned.sections).toEqual(evidence);
    expect(pinned.digests).toBeNull();
    expect(pinned.digestOf(evidence)).toBe(sha256(inOnePiece));
    const alone = changed((e) => {
      e.champion = null;
      e.championMetrics = null;
      e.championDatasets = null;
    });
    expect(readPinned({ ...inOnePiece, champion: null }).digestOf(alone)).toBe(
      sha256({ ...inOnePiece, champion: null }),
    );
  });

  test.each(edits)("notices %s in either format", (_, edit) => {
    const after = changed(edit);
    for (const stored of [pin(evidence).evidence, inOnePiece]) {
      const { digestOf } = readPinned(stored);
      expect(digestOf(after)).not.toBe(digestOf(evidence));
    }
  });
});

test("a promotion pins what its page shows, whatever its gates need, and all that they read", () => {
  const always = sectionNames.filter((name) => !name.endsWith("Measuring") && !name.endsWith("Sent"));
  expect(sectionsFor([])).toEqual(always);
  expect(sectionsFor(policy.gates)).toEqual(sectionNames.filter((name) => !name.endsWith("Sent")));
  const open = policy.gates.map((gate) => ({ ...gate, sources: ["registry" as const, "api" as const] }));
  expect(sectionsFor(open)).toEqual(sectionNames);
});

describe("whose metrics a version has", () => {
  const measuring = (measuredOf: "model" | "run", mayBeNaN: string[] = []) => ({
    measuredOf,
    mayBeNaN,
    measuredOn: {},
  });

  test("is a change of the evidence, in words", () => {
    const before = { ...evidence, challengerMeasuring: measuring("run") };
    const after = { ...evidence, challengerMeasuring: measuring("model", ["loss"]) };
    expect(changedSections(before, after)).toEqual(["challengerMeasuring"]);
    expect(changesBetween(before, after)).toEqual([
      "the metrics of v14 are those of its logged model, they were of its training run",
      "which metrics of v14 can be judged changed",
    ]);
  });

  test("voids no approval of evidence that was pinned without it", () => {
    const pinned = readPinned(pin(evidence).evidence);
    expect(pinned.digestOf({ ...evidence, challengerMeasuring: measuring("model") })).toBe(
      pin(evidence).evidenceDigest,
    );
  });
});
