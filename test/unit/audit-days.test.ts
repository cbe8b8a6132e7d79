import fc from "fast-check";
import { expect, test } from "vitest";
import { dayBefore, dayOf, startOf } from "@/components/audit/days";

const days = fc
  .date({ min: new Date("2000-01-02T12:00:00Z"), max: new Date("2090-01-01T12:00:00Z"), noInvalidDate: true })
  .map((date) => dayOf(date.toISOString()));

test("a range of one day begins with it, ends before the next, and is shown as that day", () => {
  fc.assert(
    fc.property(days, (day) => {
      const from = startOf(day) ?? "";
      const to = startOf(day, 1) ?? "";
      expect(dayOf(from)).toBe(day);
      expect(dayBefore(to)).toBe(day);
      // A day is 23 to 25 hours long.
      const hours = (Date.parse(to) - Date.parse(from)) / 3_600_000;
      expect(hours).toBeGreaterThanOrEqual(23);
      expect(hours).toBeLessThanOrEqual(25);
    }),
  );
});

test.each(["", "2026-1-1", "yesterday"])("%j is no day", (text) => expect(startOf(text)).toBeNull());
