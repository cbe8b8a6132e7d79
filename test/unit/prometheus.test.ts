import { expect, test } from "vitest";
import { prometheusText } from "@/server/health/prometheus";

test("a family has its help and type, and a line for each sample", () => {
  const samples = [
    { labels: { queue: "sync", state: "active" }, value: 2 },
    { labels: { queue: "sync", state: "failed" }, value: 0 },
  ];
  expect(prometheusText([{ name: "jobs", type: "gauge", help: "Jobs.", samples }])).toBe(
    '# HELP jobs Jobs.\n# TYPE jobs gauge\njobs{queue="sync",state="active"} 2\njobs{queue="sync",state="failed"} 0\n',
  );
});

test("a label's quotes, backslashes and line breaks cannot end it", () => {
  const samples = [{ labels: { name: 'a "quote"\\\nbreak' }, value: 1 }];
  expect(prometheusText([{ name: "x", type: "gauge", help: "X.", samples }])).toContain(
    'x{name="a \\"quote\\"\\\\\\nbreak"} 1\n',
  );
});

test("numbers that are none have Prometheus's own names, and a family without samples is left out", () => {
  const of = (value: number) =>
    prometheusText([{ name: "x", type: "counter", help: "X.", samples: [{ value }] }]);
  expect(of(Number.NaN)).toContain("x NaN\n");
  expect(of(Number.POSITIVE_INFINITY)).toContain("x +Inf\n");
  expect(of(Number.NEGATIVE_INFINITY)).toContain("x -Inf\n");
  expect(prometheusText([{ name: "x", type: "gauge", help: "X.", samples: [] }])).not.toContain("x");
});
