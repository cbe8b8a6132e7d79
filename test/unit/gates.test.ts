import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MetricValue } from "@/server/foundation/metric-value";
import { boundFor, mainLiveMetric, metricsOf } from "@/server/gates/bounds";
import { allPass, evaluate, obstacles } from "@/server/gates/evaluate";
import type { GateEvidence } from "@/server/gates/evidence";
import {
  conditionOf,
  type Gate,
  gateKinds,
  gateLabel,
  gate as gateSchema,
  kindOf,
  shortForm,
} from "@/server/gates/kinds";

type Metrics = Record<string, MetricValue>;

const version = (number: string, runId: string | null = "1") => ({
  version: number,
  digest: `digest of ${number}`,
  runId,
  commitSha: null,
});
/** @param champion the champion's metrics; absent where no version serves */
const evidenceOf = (challenger: Metrics, champion?: Metrics): GateEvidence => ({
  challenger: version("14"),
  challengerMetrics: challenger,
  challengerDatasets: [],
  champion: champion ? version("12") : null,
  championMetrics: champion ?? null,
  championDatasets: champion ? [] : null,
  challengerMeasuring: { measuredOf: "run", mayBeNaN: [], measuredOn: {} },
  championMeasuring: champion ? { measuredOf: "run", mayBeNaN: [], measuredOn: {} } : null,
  challengerSent: {},
  championSent: champion ? {} : null,
});
const judge = (gate: Gate & { metric: string }, value: MetricValue | null, champion?: MetricValue | null) => {
  const of = (v: MetricValue | null) => (v === null ? {} : { [gate.metric]: v });
  const evidence = evidenceOf(of(value), champion === undefined ? undefined : of(champion));
  const [outcome] = evaluate([gate], evidence);
  if (!outcome) throw new Error("no outcome");
  return outcome;
};
const measure = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
const noMeasure = fc.constantFrom("NaN" as const, "Infinity" as const, "-Infinity" as const);

describe("gates against a bound", () => {
  test("at least and at most include the bound, and together leave nothing out", () => {
    fc.assert(
      fc.property(measure, measure, (value, bound) => {
        const least = judge({ metric: "recall", atLeast: bound }, value).result;
        const most = judge({ metric: "recall", atMost: bound }, value).result;
        if (value === bound) expect([least, most]).toEqual(["pass", "pass"]);
        else expect([least, most]).toContain("pass");
        if (value > bound + 1e-6) expect([least, most]).toEqual(["pass", "fail"]);
        if (value < bound - 1e-6) expect([least, most]).toEqual(["fail", "pass"]);
      }),
    );
  });

  test("NaN and infinities fail with words, whatever is asked", () => {
    fc.assert(
      fc.property(noMeasure, measure, measure, (value, bound, champion) => {
        for (const gate of [
          { metric: "recall", atLeast: bound },
          { metric: "recall", atMost: bound },
          { metric: "recall", beatsChampionBy: bound },
        ]) {
          const outcome = judge(gate, value, champion);
          expect(outcome).toMatchObject({ result: "fail", gain: null });
          expect(outcome.because).toContain(value);
        }
      }),
    );
  });

  test("a metric that was not logged is missing, and missing is not passing", () => {
    const outcome = judge({ metric: "recall", atLeast: 0 }, null);
    expect(outcome).toMatchObject({
      result: "missing",
      value: null,
      because: "The training run of v14 logged no recall.",
    });
    expect(allPass([outcome])).toBe(false);
  });

  test("a run that was never read is named as the reason", () => {
    const [outcome] = evaluate([{ metric: "recall", atLeast: 0 }], {
      ...evidenceOf({}),
      challenger: version("14", null),
    });
    expect(outcome?.because).toContain("has not been read");
  });

  test("a metric named like a property of every object is still only what was logged", () => {
    expect(judge({ metric: "constructor", atLeast: 0 }, null).result).toBe("missing");
  });
});

describe("gates against the champion", () => {
  test("with lower-is-better metrics, better by x means lower by at least x", () => {
    const gate = { metric: "log_loss", beatsChampionBy: 0.005 };
    expect(judge(gate, 0.084, 0.09)).toMatchObject({ result: "pass", gain: expect.closeTo(0.006) });
    expect(judge(gate, 0.096, 0.09)).toMatchObject({ result: "fail", gain: expect.closeTo(-0.006) });
    expect(judge(gate, 0.087, 0.09).result).toBe("fail");
  });

  test("a version never beats itself by more than nothing, and swapping the two turns the gain round", () => {
    fc.assert(
      fc.property(fc.constantFrom("recall", "log_loss", "x"), measure, measure, (metric, a, b) => {
        const forth = judge({ metric, beatsChampionBy: 0 }, a, b);
        const back = judge({ metric, beatsChampionBy: 0 }, b, a);
        expect(forth.gain).toBeCloseTo(-(back.gain ?? Number.NaN));
        expect([forth.result, back.result]).toContain("pass");
        expect(judge({ metric, beatsChampionBy: 0.001 }, a, a).result).toBe("fail");
      }),
    );
  });

  test("decimal fractions meet the bound they are written with", () => {
    expect(judge({ metric: "recall", beatsChampionBy: 0.2 }, 0.3, 0.1).result).toBe("pass");
    expect(judge({ metric: "recall", beatsChampionBy: 0.019 }, 0.961, 0.942).result).toBe("pass");
    expect(judge({ metric: "log_loss", beatsChampionBy: 0.1 }, 0.7, 0.8).result).toBe("pass");
  });

  test("without a champion the gate passes and says so", () => {
    expect(judge({ metric: "recall", beatsChampionBy: 0.5 }, 0.1)).toMatchObject({
      result: "pass",
      because: "No version serves yet: there is no champion to beat.",
    });
  });

  test("a champion without the measure, or with NaN, cannot be beaten", () => {
    expect(judge({ metric: "recall", beatsChampionBy: 0 }, 0.9, null).result).toBe("missing");
    const outcome = judge({ metric: "recall", beatsChampionBy: 0 }, 0.9, "NaN");
    expect(outcome.result).toBe("fail");
    expect(outcome.because).toContain("of the champion v12 is NaN");
  });

  test("obstacles name each gate that does not pass", () => {
    const gates = [
      { metric: "recall", atLeast: 0.5 },
      { metric: "recall", atLeast: 0.99 },
      { metric: "speed", atMost: 3 },
    ];
    const words = obstacles(evaluate(gates, evidenceOf({ recall: 0.9 })));
    expect(words).toContain("recall is at least 0.99: 0.9");
    expect(words).toContain("logged no speed");
    expect(words).not.toContain("0.5");
  });

  test("labels read as sentences", () => {
    expect(gateLabel({ metric: "recall", beatsChampionBy: 0 })).toBe("recall is no worse than the champion");
    expect(gateLabel({ metric: "recall", beatsChampionBy: -0.01 })).toBe(
      "recall loses at most 0.01 to the champion",
    );
    expect(gateLabel({ metric: "x", atLeast: -1 })).toBe("x is at least −1");
  });
});

/** A gate of every form there is, with any numbers, written as its form says. */
const anyGate: fc.Arbitrary<Gate> = fc.oneof(
  ...gateKinds.flatMap((kind) =>
    kind.forms.map((form) => {
      const fields = Object.entries(form.fields).map(([name, { control }]) => [
        name,
        control === "metric" ? fc.constant("recall") : measure,
      ]);
      return fc
        .record({ kind: fc.constant(kind.id), ...Object.fromEntries(fields) })
        .filter((written) => form.schema.safeParse(written).success)
        .map((written) => form.schema.parse(written));
    }),
  ),
);
const anyValue = fc.oneof(measure, noMeasure);

describe("what is known of how a metric was measured", () => {
  const beats: Gate = { metric: "recall", beatsChampionBy: 0 };
  const bound: Gate = { metric: "recall", atLeast: 0.5 };
  const both = evidenceOf({ recall: 0.9 }, { recall: 0.8 });
  const measured = (measuredOn: Record<string, string>, mayBeNaN: string[] = []) => ({
    ...{ measuredOf: "model" as const, mayBeNaN, measuredOn },
  });

  test("values of different data sets are not compared, and each is still held to a bound", () => {
    const [compared, bounded] = evaluate([beats, bound], {
      ...both,
      challengerMeasuring: measured({ recall: "train" }),
      championMeasuring: measured({ recall: "holdout" }),
    });
    expect(compared).toMatchObject({
      result: "missing",
      because:
        "recall of v14 was measured on train, that of v12 on holdout: name a data set, as recall [train].",
    });
    expect(bounded?.result).toBe("pass");
  });

  test("a value whose data set is not known is compared", () => {
    const [outcome] = evaluate([beats], { ...both, challengerMeasuring: measured({ recall: "holdout" }) });
    expect(outcome?.result).toBe("pass");
  });

  test("a champion's 0 that may be NaN is compared with nothing, and stops no bound", () => {
    const [compared, bounded] = evaluate([beats, bound], {
      ...evidenceOf({ recall: 0.9 }, { recall: 0 }),
      championMeasuring: measured({}, ["recall"]),
    });
    expect(compared).toMatchObject({ result: "missing", because: expect.stringContaining("of v12") });
    expect(bounded?.result).toBe("pass");
  });

  test("a challenger's 0 that may be NaN passes no gate", () => {
    const outcomes = evaluate([beats, { metric: "recall", atMost: 1 }], {
      ...evidenceOf({ recall: 0 }, { recall: 0 }),
      challengerMeasuring: measured({}, ["recall"]),
    });
    expect(outcomes.map(({ result }) => result)).toEqual(["missing", "missing"]);
  });
});

describe("every kind of gate", () => {
  test("never passes on a metric that is missing, NaN or infinite", () => {
    fc.assert(
      fc.property(
        anyGate.filter((gate) => kindOf(gate).metric !== undefined),
        fc.option(noMeasure),
        fc.option(anyValue),
        (gate, value, champion) => {
          const evidence = evidenceOf(
            value === null ? {} : { recall: value },
            champion === null ? undefined : { recall: champion },
          );
          const [outcome] = evaluate([gate], evidence);
          expect(outcome).toMatchObject({ result: value === null ? "missing" : "fail", value, gain: null });
          expect(outcome?.because).toMatch(/\w/);
        },
      ),
    );
  });

  test("never passes where a section that it needs was not pinned", () => {
    fc.assert(
      fc.property(anyGate, measure, measure, (gate, value, champion) => {
        const whole = evidenceOf({ recall: value }, { recall: champion });
        for (const name of kindOf(gate).needs) {
          const [outcome] = evaluate([gate], { ...whole, [name]: undefined });
          expect(outcome?.result).toBe("missing");
        }
      }),
    );
  });

  test("reads only the sections that it says it needs", () => {
    fc.assert(
      fc.property(anyGate, anyValue, fc.option(anyValue), (gate, value, champion) => {
        const whole = evidenceOf({ recall: value }, champion === null ? undefined : { recall: champion });
        const needed = Object.fromEntries(kindOf(gate).needs.map((name) => [name, whole[name]]));
        expect(evaluate([gate], needed)).toEqual(evaluate([gate], whole));
      }),
    );
  });

  test("has an id of its own, and writes no gate as another kind does", () => {
    const ids = gateKinds.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    fc.assert(
      fc.property(anyGate, (gate) => {
        const forms = gateKinds.flatMap((kind) => kind.forms);
        expect(forms.filter(({ schema }) => schema.safeParse(shortForm(gate)).success)).toHaveLength(1);
        expect(kindOf(gate).id).toBe(gate.kind);
      }),
    );
  });

  test("is read back from what it is stored as", () => {
    fc.assert(
      fc.property(anyGate, (gate) => {
        const stored = shortForm(gate);
        const text = JSON.stringify(stored);
        expect(JSON.stringify(gateSchema.parse(JSON.parse(text)))).toBe(text);
        expect(kindOf(stored)).toBe(kindOf(gate));
        expect(gateLabel(stored)).toBe(gateLabel(gate));
      }),
    );
  });
});

describe("a gate as it is written", () => {
  test("may name its kind or leave it out where its fields say it, and is stored without", () => {
    const short = { metric: "recall", atLeast: 0.9 };
    expect(gateSchema.parse(short)).toEqual(short);
    expect(shortForm(gateSchema.parse({ kind: "metric-bound", ...short }))).toEqual(short);
    expect(kindOf({ metric: "recall", beatsChampionBy: 0 }).id).toBe("beats-champion");
    expect(gateSchema.safeParse({ kind: "beats-champion", ...short }).success).toBe(false);
  });

  test("has a condition that does not depend on its numbers", () => {
    expect(conditionOf({ metric: "recall", atLeast: 0.5 })).toBe("recall: atLeast");
    expect(conditionOf({ metric: "recall", atLeast: 0.6 })).toBe("recall: atLeast");
    expect(conditionOf({ metric: "recall", atMost: 0.5 })).toBe("recall: atMost");
  });
});

describe("what a policy's gates say of a metric", () => {
  const gates: Gate[] = [
    { metric: "recall", beatsChampionBy: 0 },
    { metric: "auc", atLeast: 0.9 },
    { metric: "auc", atLeast: 0.95 },
    { metric: "latency", atMost: 20 },
    { metric: "latency", atMost: 15 },
  ];

  test("are its metrics in their order, each once", () => {
    expect(metricsOf(gates)).toEqual(["recall", "auc", "latency"]);
  });

  test("is the strictest bound", () => {
    expect(boundFor(gates, "auc")).toEqual({ kind: "atLeast", value: 0.95 });
    expect(boundFor(gates, "latency")).toEqual({ kind: "atMost", value: 15 });
    expect(boundFor(gates, "recall")).toBeNull();
  });

  test("is which live metric stands for the model: the first that a gate looks at, else the newest", () => {
    const live = [{ name: "errors" }, { name: "latency" }, { name: "auc" }];
    expect(mainLiveMetric(gates, live)?.name).toBe("auc");
    expect(mainLiveMetric([], live)?.name).toBe("errors");
    expect(mainLiveMetric(gates, [])).toBeNull();
  });
});
