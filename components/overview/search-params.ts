import { parseAsIsoDateTime, parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { AxisInput } from "@/server/overview/schema";

/** Written out and not read from the schema, which would bring Zod into the first load. */
export const ranges = [
  "1d",
  "7d",
  "14d",
  "30d",
  "60d",
  "90d",
] as const satisfies readonly AxisInput["range"][];

/** What the address of the overview says about its time axis; `from` and `to` are a zoom. */
export const axisParams = {
  range: parseAsStringLiteral(ranges).withDefault("14d"),
  model: parseAsString,
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};
