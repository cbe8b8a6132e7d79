import { expect, test } from "vitest";
import { type WalkFetch, walk } from "@/server/backends/walk";

/** Pages of a list that was asked for by one token after the other; times are the items. */
const pagesOf =
  (pages: readonly (readonly number[])[]): WalkFetch<number> =>
  async ({ pageToken }) => {
    const at = Number(pageToken ?? 0);
    return { items: [...(pages[at] ?? [])], nextPageToken: at + 1 < pages.length ? String(at + 1) : null };
  };

async function all(order: "asc" | "desc", start: number | null, fetch: WalkFetch<number>) {
  const pages = [];
  for await (const page of walk(order, start, fetch, (time) => time)) pages.push(page);
  return pages;
}

test("a page of which nothing could be read is not the end of the list", async () => {
  const read = await all("desc", null, pagesOf([[], [], [7, 7]]));
  expect(read.flatMap(({ items }) => items)).toEqual([7, 7]);
  expect(read.map(({ end }) => end)).toEqual([false, false, true]);
  // Nothing before the first bound counts as read.
  expect(read[0]?.bound).toBe(Number.MAX_SAFE_INTEGER);
});

test("an empty list ends at once", async () => {
  expect(await all("asc", 5, pagesOf([[]]))).toEqual([{ items: [], bound: 5, end: true }]);
});
