// Reads what the two test runners write: Vitest's and Playwright's JSON reports.

/**
 * @typedef {{ passed: number, failed: number, skipped: string[] }} Tally
 * `failed` counts files that could not be loaded too; `skipped` names each test that did not run
 */

/** @returns {Tally} */
export function tallyVitest(report) {
  const tally = { passed: 0, failed: 0, skipped: [] };
  for (const file of report.testResults) {
    const tests = file.assertionResults;
    if (file.status === "failed" && !tests.some(({ status }) => status === "failed")) tally.failed += 1;
    for (const { status, fullName } of tests) {
      if (status === "passed") tally.passed += 1;
      else if (status === "failed") tally.failed += 1;
      else tally.skipped.push(`${file.name}: ${fullName}`);
    }
  }
  return tally;
}

/** @returns {Tally} */
export function tallyPlaywright(report) {
  const tally = { passed: 0, failed: report.errors.length, skipped: [] };
  const walk = (suite) => {
    for (const spec of suite.specs ?? []) {
      for (const { status } of spec.tests) {
        if (status === "expected" || status === "flaky") tally.passed += 1;
        else if (status === "unexpected") tally.failed += 1;
        else tally.skipped.push(`${spec.file}: ${spec.title}`);
      }
    }
    for (const child of suite.suites ?? []) walk(child);
  };
  for (const suite of report.suites) walk(suite);
  return tally;
}

/**
 * The final counts of a runner. A runner that failed without a failed test (an error outside any test, a missing report)
 * counts as one failure, and in strict mode each skipped test counts as a failure.
 * @param {Tally | null} tally null when there is no report
 * @param {number} exitCode of the runner
 * @param {boolean} strict
 * @returns {Tally}
 */
export function settle(tally, exitCode, strict) {
  const { passed, failed, skipped } = tally ?? { passed: 0, failed: 1, skipped: [] };
  const unexplained = exitCode !== 0 && failed === 0 ? 1 : 0;
  return { passed, failed: failed + unexplained + (strict ? skipped.length : 0), skipped };
}
