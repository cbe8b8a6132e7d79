import "server-only";
import { type AnyColumn, type SQL, sql } from "drizzle-orm";

/** A column as `searchedText` in `like.ts` makes a typed text. */
const searchedColumn = (column: AnyColumn): SQL =>
  sql`normalize(regexp_replace(${column}, '\\s+', ' ', 'g'), NFC)`;

/** Whether a name fits a LIKE pattern of searched text, whatever its case. */
export const nameFits = (column: AnyColumn, pattern: string): SQL =>
  sql`${searchedColumn(column)} ilike ${pattern}`;

/** Orders names that are exactly what was searched for before those that only hold it. */
export const exactFirst = (column: AnyColumn, text: string): SQL =>
  sql`(lower(trim(${searchedColumn(column)})) = lower(${text})) desc`;
