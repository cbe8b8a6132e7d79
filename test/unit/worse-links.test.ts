import { expect, test } from "vitest";
import { countedHref, worseHref } from "@/components/overview/worse-links";
import type { Worse } from "@/server/overview/schema";

const from = "2026-11-20T10:00:00.000Z";
const line = (about: Worse["items"][number]["about"]): Worse["items"][number] => ({
  ...{ kind: "live", project: "screening", subject: "it", measure: "what", before: 1, after: 0 },
  ...{ change: "−1", since: null, about },
});
const read = (href: string) => {
  const url = new URL(href, "http://localhost");
  return [url.pathname, Object.fromEntries(url.searchParams)];
};

test("a live metric leads to its chart", () => {
  const about = { kind: "metric", model: "a/b", environment: "production", metric: "auc@5" } as const;
  expect(read(worseHref(line(about), from))).toEqual([
    "/models/a%2Fb/live",
    { project: "screening", environment: "production", metric: "auc@5" },
  ]);
});

test("complaints lead to those of the week, decided or not", () => {
  expect(read(worseHref(line({ kind: "complaints", model: "digit-reader" }), from))).toEqual([
    "/feedback",
    { project: "screening", model: "digit-reader", complaint: "true", status: "all", from },
  ]);
});

test("failures lead to the last run that failed, their number to all that did", () => {
  const failures = line({ kind: "failures", pipeline: "3", run: "17" });
  expect(worseHref(failures, from)).toBe("/runs/17");
  expect(read(countedHref(failures, from) ?? "")).toEqual([
    "/runs",
    { project: "screening", pipeline: "3", status: "failed", from },
  ]);
});

test("durations lead to the pipeline's runs of the week, the longest first", () => {
  const durations = line({ kind: "durations", pipeline: "3" });
  expect(read(worseHref(durations, from))).toEqual([
    "/runs",
    { project: "screening", pipeline: "3", status: "succeeded", sort: "-durationMs", from },
  ]);
  expect(countedHref(durations, from)).toBeNull();
});
