import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  etaSecondsOf,
  lagSecondsOf,
  readableCursor,
  retryAfterFailureMs,
  statusOf,
} from "@/server/connections/health";
import { countProgress } from "@/server/connections/sync/progress";

const NOW = Date.parse("2026-11-24T12:00:00.000Z");
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

describe("how a connection does", () => {
  const facts = { pausedAt: null, error: null, lastSyncAt: at(-10), nextSyncAt: at(20) };
  test.each([
    [{}, "healthy"],
    [{ lastSyncAt: null }, "new"],
    [{ error: { what: "no" } }, "failing"],
    [{ error: { what: "no" }, pausedAt: at(-5) }, "paused"],
    [{ nextSyncAt: at(-301) }, "late"],
    [{ nextSyncAt: at(-299) }, "healthy"],
  ])("%j is %s", (change, status) => {
    expect(statusOf({ ...facts, ...change }, NOW)).toBe(status);
  });

  test("its lag is the age of what it shows", () => {
    expect(lagSecondsOf(at(-90), NOW)).toBe(90);
    expect(lagSecondsOf(at(5), NOW)).toBe(0);
    expect(lagSecondsOf(null, NOW)).toBeNull();
  });

  test("the time left is told at the pace so far", () => {
    expect(etaSecondsOf({ done: 250, total: 1000, startedAt: at(-10) }, NOW)).toBe(30);
    expect(etaSecondsOf({ done: 0, total: 1000, startedAt: at(-10) }, NOW)).toBeNull();
    expect(etaSecondsOf({ done: 10, total: null, startedAt: at(-10) }, NOW)).toBeNull();
    expect(etaSecondsOf({ done: 10, total: 5, startedAt: at(-10) }, NOW)).toBe(0);
  });
});

describe("after failures", () => {
  test("it waits twice as long each time, up to half an hour", () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 50].map((n) => retryAfterFailureMs(n, 30, null, 0) / 1000);
    expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 1800, 1800, 1800]);
  });

  test("it never comes back before it was asked to, nor before its own pause", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 5, max: 86_400 }),
        fc.option(fc.integer({ min: 0, max: 3_600_000 })),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (failures, every, asked, random) => {
          const pause = retryAfterFailureMs(failures, every, asked, random);
          expect(pause).toBeGreaterThanOrEqual(Math.max(every * 1000, asked ?? 0));
          expect(pause).toBeLessThanOrEqual(Math.max(every * 1000, 1_800_000, asked ?? 0) * 1.2 + 1);
        },
      ),
    );
  });
});

describe("progress", () => {
  test("a short reading shows none, a long one not more often than each second", () => {
    const progress = countProgress(NOW);
    progress.step("New runs", 10, null);
    expect(progress.due(NOW + 1_000)).toBeUndefined();
    expect(progress.due(NOW + 1_600)).toEqual({ phase: "New runs", done: 10, total: null, startedAt: at(0) });
    progress.step("Past runs", 200, 800);
    expect(progress.due(NOW + 2_000)).toBeUndefined();
    expect(progress.due(NOW + 2_700)).toMatchObject({ phase: "Past runs", done: 210, total: 1010 });
    progress.begin("Histories", 7);
    expect(progress.due(NOW + 4_000)).toMatchObject({ phase: "Histories", done: 0, total: 7 });
  });
});

describe("a cursor in words", () => {
  test("says how far changes and the past have been read", () => {
    expect(readableCursor("runs", { startedTo: NOW, past: { before: NOW - 1000 } }, at(1))).toEqual({
      ...{ stream: "runs", upTo: at(0), backTo: at(-1), readAt: at(1) },
    });
    expect(readableCursor("pipelines:a", { changedTo: NOW, past: null }, at(1))).toMatchObject({
      backTo: null,
    });
  });

  test("any JSON is shown or left out, never an error", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (cursor) => {
        const shown = readableCursor("x", cursor, at(0));
        expect(shown.upTo === null || !Number.isNaN(Date.parse(shown.upTo))).toBe(true);
      }),
    );
  });
});
