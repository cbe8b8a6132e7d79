import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import { instantParam, searchText } from "@/components/shell/search-params";
import type { FeedbackStatus, ListFeedback } from "@/server/feedback/schema";

/** What a list shows: one status, those that are new or confirmed, or all. */
export type FeedbackView = FeedbackStatus | "open" | "all";

/** Written out and not read from the schema, which would bring Zod into the first load. */
const views = [
  ...(["open", "new", "confirmed", "fixed", "declined"] as const satisfies readonly ListFeedback["status"][]),
  "all",
] as const satisfies readonly FeedbackView[];

/** A view as the API is asked for it. */
export const statusOf = (view: FeedbackView): ListFeedback["status"] => (view === "all" ? undefined : view);

/** What the address of the feedback inbox says: which items are listed, and which one is open. */
export const feedbackParams = {
  status: parseAsStringLiteral(views).withDefault("new"),
  q: searchText,
  form: parseAsString,
  model: parseAsString,
  version: parseAsString,
  tag: parseAsString,
  assignee: parseAsString,
  complaint: parseAsStringLiteral(["true", "false"] as const),
  /** A time in ISO 8601: items sent then or later. */
  from: instantParam,
  item: parseAsString,
};
