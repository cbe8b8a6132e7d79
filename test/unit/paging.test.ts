import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Refusal } from "@/server/foundation/errors";
import { keysetPage } from "@/server/foundation/paging";

const key = z.object({ id: z.number().int() });
type Key = z.infer<typeof key>;
const listOf = (count: number) => Array.from({ length: count }, (_, id) => ({ id, name: `row ${id}` }));
const pageOf = (rows: ReturnType<typeof listOf>, input: { cursor?: string; limit: number }) =>
  keysetPage(
    input,
    key,
    async (after: Key | null, limit) => rows.filter(({ id }) => id > (after?.id ?? -1)).slice(0, limit),
    ({ id }) => ({ id }),
  );

describe("pages by keyset", () => {
  test("hold every row once, in order, at most the limit each, and end without a cursor", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(40), fc.integer({ min: 1, max: 12 }), async (count, limit) => {
        const rows = listOf(count);
        const seen: typeof rows = [];
        let cursor: string | null | undefined;
        while (cursor !== null) {
          const page = await pageOf(rows, { cursor, limit });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          // Only an empty list has an empty page: the last page that is offered holds something.
          if (count > 0) expect(page.items.length).toBeGreaterThan(0);
          seen.push(...page.items);
          cursor = page.nextCursor;
        }
        expect(seen).toEqual(rows);
      }),
    );
  });

  test.each(["!", "e30", Buffer.from('{"id":"1"}').toString("base64url")])(
    "refuse the cursor %s, which is of no such list",
    async (cursor) => {
      const refused = await pageOf(listOf(3), { cursor, limit: 2 }).catch((error) => error);
      expect(refused).toBeInstanceOf(Refusal);
      expect(refused.code).toBe("BAD_REQUEST");
    },
  );
});
