/**
 * Reads a long list by moving a window over its times: deep offsets are slow or refused, and shift when something is
 * deleted meanwhile. Both ends of the window are inclusive.
 */

export type WalkPage<T> = {
  items: T[];
  /** Where the next page begins: everything before it, in the direction of the walk, has been read. */
  bound: number;
  /** Whether this was the last page. */
  end: boolean;
};

export type WalkFetch<T> = (window: {
  from: number | null;
  to: number | null;
  order: "asc" | "desc";
  /** Set only while many items share one moment, so that the window cannot move. */
  pageToken: string | null;
}) => Promise<{ items: T[]; nextPageToken: string | null }>;

/**
 * Reads from `start` in one direction to the end of the list. Items at the edge of a page come again with the next.
 * @param start the first moment in milliseconds; null to begin at the list's end
 */
export async function* walk<T>(
  order: "asc" | "desc",
  start: number | null,
  fetch: WalkFetch<T>,
  timeOf: (item: T) => number,
): AsyncGenerator<WalkPage<T>> {
  let bound = start;
  let pageToken: string | null = null;
  for (;;) {
    const window = order === "asc" ? { from: bound, to: null } : { from: null, to: bound };
    const { items, nextPageToken } = await fetch({ ...window, order, pageToken });
    const last = items.at(-1);
    const reached: number | null = last === undefined ? bound : timeOf(last);
    const moved =
      reached !== null && (bound === null || (order === "asc" ? reached > bound : reached < bound));
    const next = moved ? reached : bound;
    // A page may be empty, for what was in it could not be read: the token says whether there is more.
    const end = nextPageToken === null;
    yield { items, bound: next ?? (order === "asc" ? 0 : Number.MAX_SAFE_INTEGER), end };
    if (end) return;
    pageToken = moved ? null : nextPageToken;
    bound = next;
  }
}
