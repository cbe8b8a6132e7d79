/** Text for a LIKE pattern in which nothing is special. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, "\\$&");

/**
 * A name as it is searched for: any white space is one space, and a character is composed in one way. Names that differ
 * only in these are found together. `db/name-search.ts` does the same to a column.
 */
export const searchedText = (text: string): string => text.replace(/\s+/g, " ").normalize("NFC");
