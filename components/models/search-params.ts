import { parseAsIsoDateTime, parseAsString, parseAsStringLiteral } from "nuqs/server";

export const ranges = ["7d", "30d", "60d", "90d", "365d", "all"] as const;

/** What the address of a model says about the time axis of its deployments; `from` and `to` are a zoom. */
export const timelineParams = {
  range: parseAsStringLiteral(ranges).withDefault("60d"),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};

export const liveRanges = ["1d", "7d", "14d", "30d", "90d", "365d"] as const;

/** What the address of a model's live metrics says: which one, where, and over what time; `from` and `to` are a zoom. */
export const liveParams = {
  metric: parseAsString,
  environment: parseAsString,
  range: parseAsStringLiteral(liveRanges).withDefault("14d"),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};
