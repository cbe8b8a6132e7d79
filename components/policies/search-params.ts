import { parseAsString } from "nuqs/server";

/** The place whose policy the page opens in its editor at once. */
export const policyParams = { model: parseAsString, environment: parseAsString };
