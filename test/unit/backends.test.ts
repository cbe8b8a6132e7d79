import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mapBounded } from "@/server/backends/bounded";
import { BackendError } from "@/server/backends/errors";
import { looksLikeHtml, parseJson } from "@/server/backends/json";
import { pageSize } from "@/server/backends/pages";
import { readAhead } from "@/server/backends/read-ahead";
import { backoffMs, parseRetryAfter, rateLimitPauseMs } from "@/server/backends/retry";
import { instantOfMs, instantOfText } from "@/server/backends/time";
import { walk } from "@/server/backends/walk";
import { storableText } from "@/server/foundation/storable-text";

const NOW = Date.parse("2026-11-24T12:00:00Z");

describe("when to try again", () => {
  test("Retry-After is read as seconds and as a date", () => {
    expect(parseRetryAfter("7", NOW)).toBe(7000);
    expect(parseRetryAfter("Tue, 24 Nov 2026 12:00:30 GMT", NOW)).toBe(30_000);
    expect(parseRetryAfter("Tue, 24 Nov 2026 11:00:00 GMT", NOW)).toBe(0);
    expect(parseRetryAfter("soon", NOW)).toBeNull();
    expect(parseRetryAfter(undefined, NOW)).toBeNull();
  });

  test("whatever a server writes, the pause lies between nothing and an hour", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const ms = parseRetryAfter(value, NOW);
        return ms === null || (ms >= 0 && ms <= 3_600_000);
      }),
    );
  });

  test("a used-up limit is sat out until its reset, given as a Unix time or as seconds", () => {
    expect(rateLimitPauseMs("0", String(NOW / 1000 + 12), NOW)).toBe(12_000);
    expect(rateLimitPauseMs("0", "12", NOW)).toBe(12_000);
    expect(rateLimitPauseMs("3", "12", NOW)).toBe(0);
    expect(rateLimitPauseMs(null, null, NOW)).toBe(0);
  });

  test("back-off grows, is bounded, and half of it is chance", () => {
    expect(backoffMs(0, 0)).toBe(250);
    expect(backoffMs(3, 0)).toBe(2000);
    fc.assert(
      fc.property(fc.nat(60), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (n, random) => {
        const ms = backoffMs(n, random);
        return ms >= 250 && ms <= 15_000;
      }),
    );
  });
});

describe("answers", () => {
  test("bare NaN and infinities, which Python writes, are read; the same words inside text stay", () => {
    const text = '{"a": NaN, "b": [-Infinity, Infinity, 1], "NaN": "it is NaN, \\"Infinity\\""}';
    expect(parseJson(text)).toEqual({
      a: "NaN",
      b: ["-Infinity", "Infinity", 1],
      NaN: 'it is NaN, "Infinity"',
    });
  });

  test("JSON that is cut off anywhere is an error", () => {
    const whole = '{"runs": [{"value": NaN, "name": "a\\"b"}]}';
    for (let end = 1; end < whole.length; end++) {
      expect(() => parseJson(whole.slice(0, end)), whole.slice(0, end)).toThrow(SyntaxError);
    }
  });

  test("what JSON.stringify writes comes back the same", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test("a page for people is known by its type or by its first tag", () => {
    expect(looksLikeHtml("text/html; charset=utf-8", "hello")).toBe(true);
    expect(looksLikeHtml("application/json", "\n <!DOCTYPE html><html>")).toBe(true);
    expect(looksLikeHtml("application/json", '{"name": "<html>"}')).toBe(false);
  });

  test("text keeps emoji, right-to-left letters and markup, and loses only what no database holds", () => {
    const name = "run 🐢 ‏מודל <script>alert(1)</script>";
    expect(storableText(name)).toBe(name);
    expect(storableText("a\u0000b\ud800c")).toBe("a\ufffdb\ufffdc");
  });

  test("cleaned text is always well-formed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const cleaned = storableText(text);
        return !cleaned.includes("\u0000") && !/\p{Surrogate}/u.test(cleaned);
      }),
    );
  });
});

describe("times", () => {
  test("both of GitLab's spellings mean the same moment", () => {
    expect(instantOfText("2016-08-12 15:23:28 UTC")).toBe("2016-08-12T15:23:28.000Z");
    expect(instantOfText("2021-04-28 21:50:00 +0200")).toBe("2021-04-28T19:50:00.000Z");
    expect(instantOfText("2022-10-21T16:49:48.000+02:00")).toBe("2022-10-21T14:49:48.000Z");
    expect(instantOfText("yesterday")).toBeNull();
    expect(instantOfText(null)).toBeNull();
  });

  test("any number either is an instant PostgreSQL takes, or none", () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.maxSafeInteger()), (ms) => {
        const instant = instantOfMs(ms);
        return instant === null || /^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/.test(instant);
      }),
    );
  });
});

describe("walking a long list by a moving window", () => {
  const items = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 60 });

  test.each(["asc", "desc"] as const)("%s: nothing is missed, however many share a moment", async (order) => {
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 7 }), async (times, size) => {
        const all = times.map((at, id) => ({ at, id }));
        const sorted = [...all].sort((a, b) => (order === "asc" ? a.at - b.at : b.at - a.at) || a.id - b.id);
        const seen = new Set<number>();
        let calls = 0;
        const pages = walk(
          order,
          order === "asc" ? 0 : null,
          async ({ from, to, pageToken }) => {
            if (++calls > 500) throw new Error("does not end");
            const inside = sorted.filter(
              (i) => (from === null || i.at >= from) && (to === null || i.at <= to),
            );
            const start = Number(pageToken ?? 0);
            const next = start + size;
            return {
              items: inside.slice(start, next),
              nextPageToken: next < inside.length ? String(next) : null,
            };
          },
          (item) => item.at,
        );
        let last = null;
        for await (const page of pages) {
          for (const item of page.items) seen.add(item.id);
          last = page;
        }
        expect(seen.size).toBe(times.length);
        expect(last?.end).toBe(true);
      }),
    );
  });
});

describe("page sizes", () => {
  test("an answer too large is asked for again in smaller pages", async () => {
    const tooLarge = new BackendError({ kind: "too_large", what: "", why: "", todo: "" });
    const asked: number[] = [];
    const size = pageSize(200);
    const got = await size.fit(async (limit) => {
      asked.push(limit);
      if (limit > 20) throw tooLarge;
      return limit;
    });
    expect(asked).toEqual([200, 50, 12]);
    expect(got).toBe(12);
    expect(await size.fit(async (limit) => limit)).toBe(24);
  });

  test("one record that is too large by itself is an error", async () => {
    const tooLarge = new BackendError({ kind: "too_large", what: "", why: "", todo: "" });
    await expect(pageSize(3).fit(async () => Promise.reject(tooLarge))).rejects.toBe(tooLarge);
  });
});

describe("bounded work", () => {
  test("results keep the order, and no more than the width runs at once", async () => {
    let running = 0;
    let most = 0;
    const doubled = await mapBounded([1, 2, 3, 4, 5, 6, 7], 3, async (n) => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => setImmediate(resolve));
      running--;
      return n * 2;
    });
    expect(doubled).toEqual([2, 4, 6, 8, 10, 12, 14]);
    expect(most).toBe(3);
  });

  test("after a failure nothing new is started", async () => {
    const started: number[] = [];
    const work = mapBounded([1, 2, 3, 4, 5], 1, async (n) => {
      started.push(n);
      if (n === 2) throw new Error("no");
    });
    await expect(work).rejects.toThrow("no");
    expect(started).toEqual([1, 2]);
  });
});

describe("reading ahead", () => {
  test("the next item is asked for before the one before is worked off, and the order stays", async () => {
    const log: string[] = [];
    async function* source() {
      for (const n of [1, 2, 3]) {
        log.push(`ask ${n}`);
        yield n;
      }
    }
    for await (const n of readAhead(source())) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      log.push(`done ${n}`);
    }
    expect(log).toEqual(["ask 1", "ask 2", "done 1", "ask 3", "done 2", "done 3"]);
  });

  test("a source that fails later fails in its turn, and one that is left is closed", async () => {
    let closed = false;
    async function* source() {
      try {
        yield 1;
        throw new Error("no more");
      } finally {
        closed = true;
      }
    }
    const seen: number[] = [];
    const reading = async () => {
      for await (const n of readAhead(source())) seen.push(n);
    };
    await expect(reading()).rejects.toThrow("no more");
    expect(seen).toEqual([1]);
    closed = false;
    async function* endless() {
      try {
        for (let n = 0; ; n++) yield n;
      } finally {
        closed = true;
      }
    }
    for await (const n of readAhead(endless())) if (n === 3) break;
    expect(closed).toBe(true);
  });
});
