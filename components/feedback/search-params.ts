import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import { searchText } from "@/components/shell/search-params";
import type { FeedbackStatus } from "@/server/feedback/schema";

/** Written out and not read from the schema, which would bring Zod into the first load. */
const statuses = ["new", "confirmed", "fixed", "declined"] as const satisfies readonly FeedbackStatus[];

/** What the address of the feedback inbox says: which items are listed, and which one is open. */
export const feedbackParams = {
  status: parseAsStringLiteral(statuses).withDefault("new"),
  q: searchText,
  form: parseAsString,
  model: parseAsString,
  version: parseAsString,
  tag: parseAsString,
  assignee: parseAsString,
  complaint: parseAsStringLiteral(["true", "false"] as const),
  item: parseAsString,
};
