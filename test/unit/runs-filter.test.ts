import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Condition, formatCondition, parseFilter } from "@/server/runs/filter";

const read = (text: string) => {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.what);
  return parsed.conditions;
};

describe("the one-line filter", () => {
  test("joins conditions on metrics, params and tags", () => {
    expect(read("metrics.auc > 0.97 and params.depth = 8 AND tags.team ~ risk")).toEqual([
      { on: "metrics", name: "auc", op: ">", value: 0.97 },
      { on: "params", name: "depth", op: "=", value: "8" },
      { on: "tags", name: "team", op: "~", value: "risk" },
    ]);
  });

  test("needs no spaces, and takes the singular", () => {
    expect(read("metric.auc>=1e-3 and param.depth!=8")).toEqual([
      { on: "metrics", name: "auc", op: ">=", value: 0.001 },
      { on: "params", name: "depth", op: "!=", value: "8" },
    ]);
  });

  test("takes any name and value in quotes", () => {
    expect(
      read('metrics.`val auc` < 1 and params."a = b" = \'and\' and tags.mlflow.user = "say \\"hi\\""'),
    ).toEqual([
      { on: "metrics", name: "val auc", op: "<", value: 1 },
      { on: "params", name: "a = b", op: "=", value: "and" },
      { on: "tags", name: "mlflow.user", op: "=", value: 'say "hi"' },
    ]);
  });

  test("compares params as numbers where the operator asks for it", () => {
    expect(read("params.lr < 0.01")).toEqual([{ on: "params", name: "lr", op: "<", value: 0.01 }]);
  });

  test("an empty line filters nothing", () => expect(read("  ")).toEqual([]));

  test.each([
    ["auc > 1", 0, /auc can't be filtered/],
    ["metrics.auc", 11, /comes one of/],
    ["metrics.auc >", 13, /comes a value/],
    ["metrics.auc > high", 14, /high is none/],
    ["metrics.auc > NaN", 14, /is none/],
    ["metrics.auc ~ 1", 12, /A metric is a number/],
    ["tags.team < a", 10, /A tag is text/],
    ["metrics.auc > 1 metrics.f1 > 1", 16, /joined by "and"/],
    ["metrics.auc > 1 and", 19, /begins with/],
    ["params.x = 'open", 11, /not closed/],
    ["metrics.auc ! 1", 12, /can't stand here/],
    [Array(9).fill("metrics.a > 1").join(" and "), 0, /9 conditions/],
  ])("%s is refused, saying where and why", (text, at, what) => {
    expect(parseFilter(text)).toMatchObject({
      ok: false,
      at,
      what: expect.stringMatching(what),
      todo: expect.stringMatching(/./),
    });
  });

  test("what it writes, it reads back", () => {
    const words = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 });
    const number = fc.double({ noNaN: true }).map((v) => (Object.is(v, -0) ? 0 : v));
    const condition: fc.Arbitrary<Condition> = fc.oneof(
      fc.record({
        on: fc.constant("metrics" as const),
        name: words,
        op: fc.constantFrom(">", ">=", "<", "<=", "=", "!="),
        value: number,
      }),
      fc.record({
        on: fc.constantFrom("params", "tags"),
        name: words,
        op: fc.constantFrom("=", "!=", "~"),
        value: fc.string({ unit: "grapheme" }),
      }),
    );
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 8 }), (conditions) => {
        expect(read(conditions.map(formatCondition).join(" and "))).toEqual(conditions);
      }),
    );
  });

  test("never throws, whatever is typed", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => void parseFilter(text)));
  });
});
