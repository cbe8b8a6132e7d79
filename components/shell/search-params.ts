import { createParser, parseAsArrayOf, parseAsString } from "nuqs/server";

/** What is in the address under `q`: the words that a list is searched for. */
export const searchText = parseAsString.withDefault("");

/** The columns of a table: which are shown in which order, and which of them are pinned. */
export const columnParams = {
  columns: parseAsArrayOf(parseAsString),
  pinned: parseAsArrayOf(parseAsString),
};

/** A time in the address, in ISO 8601 with its zone; what is none is as if it were not there. */
export const instantParam = createParser({
  parse: (text) => (Number.isNaN(Date.parse(text)) ? null : new Date(text).toISOString()),
  serialize: (at: string) => at,
});
