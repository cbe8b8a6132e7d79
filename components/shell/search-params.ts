import { parseAsArrayOf, parseAsString } from "nuqs/server";

/** What is in the address under `q`: the words that a list is searched for. */
export const searchText = parseAsString.withDefault("");

/** The columns of a table: which are shown in which order, and which of them are pinned. */
export const columnParams = {
  columns: parseAsArrayOf(parseAsString),
  pinned: parseAsArrayOf(parseAsString),
};
