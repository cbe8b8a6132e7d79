import {
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { columnParams, searchText } from "@/components/shell/search-params";

/** What the address of the runs' list says: its filters, its order, its columns and the marked runs. */
export const runsParams = {
  kind: parseAsString,
  status: parseAsString,
  branch: parseAsString,
  pipeline: parseAsString,
  commit: parseAsString,
  /** The run whose children are listed. */
  parent: parseAsString,
  /** Whether children are folded under their parents or listed like other runs. */
  nested: parseAsStringLiteral(["folded", "listed"] as const),
  latest: parseAsBoolean,
  filter: parseAsString,
  q: searchText,
  range: parseAsString,
  from: parseAsString,
  to: parseAsString,
  sort: parseAsString.withDefault("-startedAt"),
  ...columnParams,
  marked: parseAsArrayOf(parseAsString).withDefault([]),
};

/** What the address of a run says: the open tab, and the open job. */
export const runParams = { tab: parseAsString, job: parseAsString };

/** The zoom of a run's curves, in the unit of their x axis. */
export const zoomParams = { from: parseAsInteger, to: parseAsInteger };
