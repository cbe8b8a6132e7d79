import { parseAsString } from "nuqs/server";

/** What the address of the promotions' list narrows it to. */
export const promotionsParams = { model: parseAsString, environment: parseAsString };

/** What the address says is to be promoted, and where to. */
export const requestParams = {
  project: parseAsString,
  model: parseAsString,
  version: parseAsString,
  environment: parseAsString,
};
