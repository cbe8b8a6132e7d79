import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketSize, fillHistogram } from "@/server/foundation/histogram";

test("buckets follow each other, reach from the first to the last moment, and keep what was counted", () => {
  const moment = fc.integer({ min: 0, max: 2_000_000_000_000 });
  fc.assert(
    fc.property(moment, moment, fc.integer({ min: 1, max: 400 }), fc.nat(), (a, b, buckets, pick) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const size = bucketSize(from, to, buckets);
      const place = pick % buckets;
      const filled = fillHistogram(from, size, buckets, [{ at: from + place * size, total: 3, bad: 1 }]);
      expect(filled.buckets).toHaveLength(buckets);
      expect(Date.parse(filled.from ?? "")).toBe(from);
      expect(Date.parse(filled.to ?? "")).toBeGreaterThanOrEqual(to);
      for (const [at, bucket] of filled.buckets.entries()) {
        expect(bucket.from).toBe(at === 0 ? filled.from : filled.buckets[at - 1]?.to);
        expect([bucket.total, bucket.bad]).toEqual(at === place ? [3, 1] : [0, 0]);
      }
    }),
  );
});
