import type { z } from "zod";
import { Refusal } from "./errors";

/** An opaque keyset cursor: the sort values of the last row seen. */
function encodeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Decodes a cursor. @throws Refusal BAD_REQUEST for one that encodeCursor did not make for this schema */
function decodeCursor<Key>(schema: z.ZodType<Key>, text: string): Key {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    value = undefined;
  }
  const read = schema.safeParse(value);
  if (!read.success) {
    throw new Refusal("BAD_REQUEST", {
      what: "This cursor is not valid.",
      why: "It was changed, or belongs to another list or sort order.",
      todo: "Start again without a cursor.",
    });
  }
  return read.data;
}

/** A page of a list, with the cursor of the next one; null at the end. */
export type Page<Item> = { items: Item[]; nextCursor: string | null };

/**
 * Reads one page by keyset. One row more than the limit is read: where it comes, there is a next page.
 * @param keySchema the sort values of a row, which identify its place: the cursor holds those of the page's last row
 * @param read rows after those sort values, or from the start where they are null, in order, at most `limit`
 * @throws Refusal BAD_REQUEST when the cursor is not one of this list
 */
export async function keysetPage<Key, Row>(
  { cursor, limit }: { cursor?: string; limit: number },
  keySchema: z.ZodType<Key>,
  read: (after: Key | null, limit: number) => Promise<readonly Row[]>,
  keyOf: (row: Row) => Key,
): Promise<Page<Row>> {
  const after = cursor ? decodeCursor(keySchema, cursor) : null;
  const rows = await read(after, limit + 1);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}
