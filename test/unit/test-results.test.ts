import { describe, expect, test } from "vitest";
import { settle, tallyPlaywright, tallyVitest } from "@/server/cli/test-results.mjs";

describe("Vitest's report", () => {
  const one = (status: string) => ({ status, fullName: `a ${status} test` });
  const report = {
    testResults: [
      {
        name: "a.test.ts",
        status: "passed",
        assertionResults: [one("passed"), one("passed"), one("pending")],
      },
      { name: "b.test.ts", status: "failed", assertionResults: [one("passed"), one("failed"), one("todo")] },
    ],
  };

  test("counts what passed and failed, and names what was skipped", () => {
    expect(tallyVitest(report)).toEqual({
      passed: 3,
      failed: 1,
      skipped: ["a.test.ts: a pending test", "b.test.ts: a todo test"],
    });
  });

  test("counts a file that could not be loaded as a failure", () => {
    const broken = { name: "c.test.ts", status: "failed", assertionResults: [] };
    expect(tallyVitest({ testResults: [broken] })).toMatchObject({ passed: 0, failed: 1 });
  });

  test("counts a file whose afterAll failed although its tests passed", () => {
    const broken = { name: "c.test.ts", status: "failed", assertionResults: [one("passed")] };
    expect(tallyVitest({ testResults: [broken] })).toMatchObject({ passed: 1, failed: 1 });
  });
});

describe("Playwright's report", () => {
  const spec = (status: string) => ({ file: "loop.spec.ts", title: `a ${status} one`, tests: [{ status }] });

  test("counts tests in suites within suites, and errors outside any test", () => {
    const inner = { specs: [spec("unexpected"), spec("skipped")] };
    const report = { errors: [{}], suites: [{ specs: [spec("expected")], suites: [inner] }] };
    expect(tallyPlaywright(report)).toEqual({
      passed: 1,
      failed: 2,
      skipped: ["loop.spec.ts: a skipped one"],
    });
  });
});

describe("a runner's count", () => {
  test("has a failure when there is no report, or the runner failed outside any test", () => {
    expect(settle(null, 0, false)).toMatchObject({ passed: 0, failed: 1 });
    expect(settle({ passed: 9, failed: 0, skipped: [] }, 1, false)).toMatchObject({ passed: 9, failed: 1 });
    expect(settle({ passed: 9, failed: 2, skipped: [] }, 1, false)).toMatchObject({ passed: 9, failed: 2 });
  });

  test("takes each skipped test for a failure only where nothing may be skipped", () => {
    const tally = { passed: 9, failed: 0, skipped: ["a", "b"] };
    expect(settle(tally, 0, true)).toMatchObject({ failed: 2 });
    expect(settle(tally, 0, false)).toMatchObject({ failed: 0 });
  });
});
