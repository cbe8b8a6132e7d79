import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MetricValue } from "@/server/foundation/shapes";
import { allPass, evaluate, obstacles } from "@/server/gates/evaluate";
import type { EvidenceVersion, Gate } from "@/server/gates/schema";
import { label } from "@/server/gates/words";

const version = (
  number: string,
  metrics: Record<string, MetricValue>,
  runId: string | null = "1",
): EvidenceVersion => ({
  version: number,
  digest: `digest of ${number}`,
  runId,
  commitSha: null,
  datasets: [],
  metrics,
});
const judge = (gate: Gate, value: MetricValue | null, champion?: MetricValue | null) => {
  const of = (v: MetricValue | null) => (v === null ? {} : { [gate.metric]: v });
  const [outcome] = evaluate([gate], {
    challenger: version("14", of(value)),
    champion: champion === undefined ? null : version("12", of(champion)),
  });
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
      challenger: version("14", {}, null),
      champion: null,
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
    const words = obstacles(evaluate(gates, { challenger: version("14", { recall: 0.9 }), champion: null }));
    expect(words).toContain("recall is at least 0.99: 0.9");
    expect(words).toContain("logged no speed");
    expect(words).not.toContain("0.5");
  });

  test("labels read as sentences", () => {
    expect(label({ metric: "recall", beatsChampionBy: 0 })).toBe("recall is no worse than the champion");
    expect(label({ metric: "recall", beatsChampionBy: -0.01 })).toBe(
      "recall loses at most 0.01 to the champion",
    );
    expect(label({ metric: "x", atLeast: -1 })).toBe("x is at least −1");
  });
});
