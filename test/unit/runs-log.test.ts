import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { failingLines, foldedRows, logLines } from "@/server/runs/failing-lines";
import { readLog } from "@/server/runs/log";

const failing = (text: string) => failingLines(logLines(text));

describe("the lines of a log", () => {
  test("lose section markers, erasures and what a progress bar had overwritten, and keep their colours", () => {
    const text =
      "section_start:1560896352:build\r\u001b[0KBuilding\n10%\r50%\r100%\n\u001b[32;1mdone\u001b[0;m\r\nsection_end:1560896353:build\r\u001b[0K\n";
    expect(logLines(text).map((line) => line.text)).toEqual([
      "Building",
      "100%",
      "\u001b[32;1mdone\u001b[0;m",
      "",
    ]);
  });

  test("lose the runner's time stamps, and pieces of one line are joined", () => {
    const text =
      "2024-05-22T12:43:46.962646Z 00O one\n2024-05-22T12:43:46.962646Z 00O two,\n2024-05-22T12:43:47.1Z 00O+ and more\n";
    expect(logLines(text).map((line) => line.text)).toEqual(["one", "two, and more"]);
  });
});

describe("failing lines", () => {
  test("are the test's own, not what passed, and the runner's verdict comes last", () => {
    const text = [
      "collected 318 items / 4 workers",
      "test/upload_test.py::test_small_file PASSED",
      "test/upload_test.py::test_limit FAILED",
      "E  AssertionError: expected 413, got 500",
      "test/upload_test.py::test_type PASSED",
      "1 failed, 317 passed in 141.20 s",
      "ERROR: Job failed: exit code 1",
    ].join("\n");
    expect(failing(text)).toEqual([3, 4, 7]);
  });

  test.each([
    ["npm ERR! build\nsrc/a.ts(3,1): error TS2322: Type", [2]],
    ['ok\nTraceback (most recent call last):\n  File "a.py"\nValueError: nope', [2, 4]],
    ["go test\n--- FAIL: TestUpload (0.00s)", [2]],
    ["\u001b[31mFATAL: password authentication failed\u001b[0m", [1]],
    ["sh: 1: pytest: not found\nERROR: Job failed: exit code 127", [1, 2]],
    ["fetching\nthe connection was refused\nERROR: Job failed: exit code 1", [2, 3]],
  ])("%j", (text, lines) => expect(failing(text)).toEqual(lines));

  test.each([
    "0 errors, 0 failed",
    "no failures",
    "Errors: 0",
    "WARNING: failed to fetch the cache",
    "running with fail-fast",
    "error_rate 0.01",
  ])("%s is none", (text) => expect(failing(text)).toEqual([]));
});

describe("a folded log", () => {
  const lines = (n: number, text: (i: number) => string) =>
    logLines(Array.from({ length: n }, (_, i) => text(i + 1)).join("\n"));

  test("shows failures with their surroundings and the end; long passing stretches are one row", () => {
    const log = lines(400, (i) => (i === 200 ? "test FAILED" : `test_${i} PASSED`));
    const rows = foldedRows(log, failingLines(log));
    expect(rows.filter((row) => row.kind === "fold")).toEqual([
      { kind: "fold", from: 1, to: 196, passing: true },
      { kind: "fold", from: 204, to: 388, passing: true },
    ]);
    expect(rows).toContainEqual({ kind: "line", number: 200 });
    expect(rows.at(-1)).toEqual({ kind: "line", number: 400 });
  });

  test("without failures nothing is folded", () => {
    const log = lines(50, (i) => `line ${i}`);
    expect(foldedRows(log, [])).toHaveLength(50);
  });

  test("every line is in it exactly once, in order, and no failure is hidden", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.array(fc.integer({ min: 1, max: 300 })),
        (n, failures) => {
          const log = lines(n, String);
          const known = failures.filter((f) => f <= n);
          const rows = foldedRows(log, known);
          const all = rows.flatMap((row) =>
            row.kind === "line"
              ? [row.number]
              : Array.from({ length: row.to - row.from + 1 }, (_, i) => row.from + i),
          );
          expect(all).toEqual(log.map((line) => line.number));
          for (const failure of known) expect(rows).toContainEqual({ kind: "line", number: failure });
        },
      ),
    );
  });
});

describe("reading a log", () => {
  const read = (parts: (string | Buffer)[], keep: { head: number; tail: number }) =>
    readLog(Readable.from(parts), keep);

  test("a log within bounds comes whole, characters cut between chunks among it", async () => {
    const turtle = Buffer.from("🐢 up\n");
    const log = await read([turtle.subarray(0, 2), turtle.subarray(2)], { head: 100, tail: 100 });
    expect(log).toEqual({ text: "🐢 up\n", bytes: 8, omittedBytes: 0 });
  });

  test("of a longer one both ends come, in whole lines, and what is left out is said", async () => {
    const text = Array.from({ length: 1000 }, (_, i) => `line ${i} 🐢\n`).join("");
    const log = await read([text.slice(0, 777), text.slice(777)], { head: 100, tail: 200 });
    expect(log.bytes).toBe(Buffer.byteLength(text));
    expect(log.text.startsWith("line 0 🐢\nline 1 🐢\n")).toBe(true);
    expect(log.text.endsWith("line 998 🐢\nline 999 🐢\n")).toBe(true);
    expect(log.text).not.toMatch(/\ufffd/);
    const said = /… (\d+) bytes left out …\n/.exec(log.text);
    expect(Number(said?.[1])).toBe(log.omittedBytes);
    expect(Buffer.byteLength(log.text) - Buffer.byteLength(said?.[0] ?? "") + log.omittedBytes).toBe(
      log.bytes,
    );
  });
});
