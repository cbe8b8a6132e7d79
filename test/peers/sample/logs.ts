/**
 * What the jobs of the sample write: the output of the tools a team like this runs, over test names of its own.
 * A key such as "integration!limit" is what "integration" writes when it fails over a limit.
 */

const MODULES: Record<string, string[]> = {
  test_upload: [
    "small_file",
    "resume",
    "limit",
    "type",
    "empty_file",
    "name_with_spaces",
    "two_at_once",
    "after_timeout",
  ],
  test_batch: ["ten_files", "mixed_types", "limit", "order_is_kept", "one_bad_file", "cancel"],
  test_split: ["sizes", "stratified", "same_seed_same_split", "no_case_on_both_sides", "small_classes"],
  test_features: ["means", "errors", "worst", "missing_values", "units", "column_order", "digest"],
  test_registry: ["alias_moves", "unknown_alias", "version_without_run", "description", "tags", "two_models"],
  test_serving: [
    "known_cases",
    "unknown_column",
    "margin",
    "version_in_answer",
    "batch_equals_single",
    "reload",
    "health",
  ],
  test_report: [
    "stores_text",
    "masks_phone_numbers",
    "prediction_number",
    "too_long",
    "rate_limited",
    "label",
  ],
  test_metrics: [
    "auc_of_ties",
    "recall_without_positives",
    "log_loss_is_clipped",
    "latency_percentile",
    "size",
  ],
  test_access: ["viewer_reads", "viewer_cannot_change", "token_expired", "foreign_project", "session_ends"],
};

function pytest(
  failing: { test: string; report: string[]; seconds: number } | null,
  only?: string[],
): string {
  const modules = Object.entries(MODULES).filter(([module]) => !only || only.includes(module));
  const tests = modules.flatMap(([module, names]) =>
    names.flatMap((name) =>
      ["", "[sqlite]", "[postgres]"].map((engine) => `tests/${module}.py::test_${name}${engine}`),
    ),
  );
  const isFailing = (test: string) => failing?.test === test;
  const head = [
    "$ pip install --quiet --requirement requirements-dev.txt",
    `$ pytest --verbose --durations=5${only ? ` ${only.map((module) => `tests/${module}.py`).join(" ")}` : ""}`,
    "============================= test session starts ==============================",
    "platform linux -- Python 3.12.12, pytest-9.0.1, pluggy-1.6.0",
    "rootdir: /builds/screening/models",
    "configfile: pyproject.toml",
    `collected ${tests.length} items`,
    "",
  ];
  const body = tests.map((test, i) => {
    const share = `[${String(Math.floor(((i + 1) / tests.length) * 100)).padStart(3)}%]`;
    return `${`${test} ${isFailing(test) ? "FAILED" : "PASSED"}`.padEnd(73)}${share}`;
  });
  const seconds = failing?.seconds ?? 52.11;
  if (!failing) {
    const line = `============================= ${tests.length} passed in ${seconds}s ==============================`;
    return [...head, ...body, "", line].join("\n");
  }
  const name = failing.test.split("::")[1] ?? "";
  return [
    ...head,
    ...body,
    "",
    "=================================== FAILURES ===================================",
    `${"_".repeat(Math.floor((78 - name.length) / 2))} ${name} ${"_".repeat(Math.ceil((78 - name.length) / 2))}`,
    ...failing.report,
    "=========================== short test summary info ============================",
    `FAILED ${failing.test} - ${(failing.report.find((line) => line.startsWith("E  ")) ?? "E").replace(/^E\s+/, "")}`,
    `=================== 1 failed, ${tests.length - 1} passed in ${seconds}s ====================`,
  ].join("\n");
}

const limitReport = (file: string, line: number, batch: boolean): string[] => [
  "",
  "client = <tests.client.Client object at 0x7f3b5c1f2a90>",
  "",
  `    def test_limit(client):`,
  `        answer = client.${batch ? "post_batch(files=[scan(30)] * 40)" : 'post("/uploads", body=scan(megabytes=30))'}`,
  ">       assert answer.status == 413",
  "E       AssertionError: expected 413, got 500",
  "E        +  where 500 = <Answer [500]>.status",
  "",
  `tests/${file}.py:${line}: AssertionError`,
  "----------------------------- Captured stderr call -----------------------------",
  "Traceback (most recent call last):",
  `  File "/builds/screening/models/serving/upload.py", line 88, in receive`,
  "    if size > limit.bytes:",
  "AttributeError: 'NoneType' object has no attribute 'bytes'",
];

const splitReport = [
  "",
  "    def test_no_case_on_both_sides():",
  "        train, held_out = split(cases(), seed=7)",
  "        both = set(train.case) & set(held_out.case)",
  '>       assert not both, f"{len(both)} cases are on both sides"',
  "E       AssertionError: 119 cases are on both sides",
  "E       assert not {842302, 842517, 84300903, 84348301, 84358402, 843786, ...}",
  "",
  "tests/test_split.py:41: AssertionError",
];

const flakyReport = [
  "",
  "    def test_two_at_once(client):",
  "        first, second = client.post_both(scan(1), scan(2))",
  ">       assert first.status == second.status == 201",
  "E       ConnectionRefusedError: [Errno 111] Connection refused",
  "",
  "tests/client.py:63: ConnectionRefusedError",
];

/** A line for each epoch, the way a long job talks. */
const many = (count: number, line: (i: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => line(i + 1));

export function logTexts(): Record<string, string> {
  const lines = (...all: string[]) => all.join("\n");
  return {
    build: lines(
      "$ python -m build --wheel",
      "* Creating isolated environment: venv+pip...",
      "* Installing packages in isolated environment:",
      "  - hatchling",
      "* Getting build dependencies for wheel...",
      "* Building wheel...",
      "Successfully built screening_models-0.60.0-py3-none-any.whl",
      "$ docker build --quiet --tag models:$CI_COMMIT_SHORT_SHA .",
      "sha256:4be0c1a3d37f",
    ),
    lint: lines(
      "$ ruff check .",
      "All checks passed!",
      "$ ruff format --check .",
      "118 files already formatted",
    ),
    "lint!unused": lines(
      "$ ruff check .",
      "training/sweep.py:12:8: F401 [*] `json` imported but unused",
      "   |",
      "10 | from pathlib import Path",
      "11 |",
      "12 | import json",
      "   |        ^^^^ F401",
      "   |",
      "   = help: Remove unused import: `json`",
      "",
      "Found 1 error.",
      "[*] 1 fixable with the `--fix` option.",
    ),
    types: lines("$ mypy --strict training serving", "Success: no issues found in 87 source files"),
    "types!optional": lines(
      "$ mypy --strict training serving",
      'serving/store.py:54: error: Item "None" of "Case | None" has no attribute "measurements"  [union-attr]',
      "Found 1 error in 1 file (checked 87 source files)",
    ),
    unit: pytest(null, ["test_split", "test_features", "test_metrics"]),
    "unit!split": pytest(
      { test: "tests/test_split.py::test_no_case_on_both_sides", report: splitReport, seconds: 31.4 },
      ["test_split", "test_features", "test_metrics"],
    ),
    integration: pytest(null),
    "integration!upload": pytest({
      test: "tests/test_upload.py::test_limit",
      report: limitReport("test_upload", 57, false),
      seconds: 141.2,
    }),
    "integration!limit": pytest({
      test: "tests/test_batch.py::test_limit",
      report: limitReport("test_batch", 74, true),
      seconds: 138.9,
    }),
    "integration!flaky": pytest({
      test: "tests/test_upload.py::test_two_at_once[postgres]",
      report: flakyReport,
      seconds: 143.7,
    }),
    docs: lines(
      "$ mkdocs build --strict",
      "INFO    -  Building documentation to directory: /builds/screening/models/site",
      "INFO    -  Documentation built in 4.61 seconds",
    ),
    publish: lines(
      "$ twine upload --repository internal dist/*",
      "Uploading screening_models-0.60.0-py3-none-any.whl",
      "100% 412.7/412.7 kB",
    ),
    extract: lines(
      "$ python -m features.extract --since yesterday",
      ...many(24, (i) => `part ${i} of 24: ${180 + ((i * 37) % 41)} cases`),
      "4,713 cases extracted",
    ),
    "extract!store": lines(
      "$ python -m features.extract --since yesterday",
      ...many(9, (i) => `part ${i} of 24: ${180 + ((i * 37) % 41)} cases`),
      "features.store.Unreachable: the feature store did not answer within 30 s (tried 3 times)",
    ),
    schema: lines(
      "$ python -m features.check schema.yaml",
      "31 columns, 31 expected",
      "0 missing, 0 of another type",
      "schema check passed",
    ),
    "schema!columns": lines(
      "$ python -m features.check schema.yaml",
      "28 columns, 31 expected",
      "missing: worst radius",
      "missing: worst perimeter",
      "missing: worst area",
      "schema check failed: 3 columns missing",
    ),
    features: lines(
      "$ python -m features.build",
      ...many(31, (i) => `column ${i} of 31 done`),
      "wrote features.parquet, 4,713 rows",
    ),
    "publish-features": lines(
      "$ python -m features.publish features.parquet",
      "published as of today, kept for 90 days",
    ),
    checks: lines(
      "$ python -m features.compare --against yesterday",
      "mean, deviation and missing share of 31 columns compared",
      "nothing moved by more than a tenth",
    ),
    verify: lines(
      "$ python -m deploy.verify",
      "alias points to the version asked for",
      "digest of the artifact is the one registered",
    ),
    deploy: lines(
      "$ python -m deploy.apply",
      "replica 1 of 3 ready",
      "replica 2 of 3 ready",
      "replica 3 of 3 ready",
      "all traffic moved",
    ),
    smoke: lines(
      "$ python -m deploy.smoke",
      ...many(10, (i) => `known case ${i}: as expected`),
      "10 of 10 as expected, p95 of latency within bounds",
    ),
    "smoke!latency": lines(
      "$ python -m deploy.smoke",
      ...many(10, (i) => `known case ${i}: as expected`),
      "AssertionError: latency p95 is 412 ms, allowed are 250 ms",
    ),
    watch: lines(
      "$ python -m deploy.watch --minutes 15",
      ...many(15, (i) => `minute ${i}: no errors`),
      "nothing to go back for",
    ),
    soak: lines(
      "$ python -m serving.soak",
      ...many(96, (i) => `quarter ${i}: no errors, memory steady`),
      "soak passed",
    ),
    browser: lines(
      "$ npx playwright test",
      "Running 42 tests using 2 workers",
      ...many(42, (i) => `  ok ${i} [chromium] viewer.spec.ts:${12 + i * 9} case ${i}`),
      "  42 passed (1.4m)",
    ),
    "browser!report": lines(
      "$ npx playwright test",
      "Running 42 tests using 2 workers",
      ...many(30, (i) => `  ok ${i} [chromium] viewer.spec.ts:${12 + i * 9} case ${i}`),
      "  x  31 [firefox] report.spec.ts:18 sends the reading's number along (5.0s)",
      "",
      "  1) [firefox] report.spec.ts:18 sends the reading's number along",
      "",
      "    Error: expect(locator).toHaveValue(expected) failed",
      '    Expected: "8f21c0"',
      '    Received: ""',
      "",
      "  1 failed",
      "  41 passed (1.6m)",
    ),
  };
}
