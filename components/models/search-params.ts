import { parseAsIsoDateTime, parseAsStringLiteral } from "nuqs/server";

export const ranges = ["7d", "30d", "60d", "90d", "365d", "all"] as const;

/** What the address of a model says about the time axis of its deployments; `from` and `to` are a zoom. */
export const timelineParams = {
  range: parseAsStringLiteral(ranges).withDefault("60d"),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};
