import { parseAsString } from "nuqs/server";

/** What is in the address under `q`: the words that a list is searched for. */
export const searchText = parseAsString.withDefault("");
