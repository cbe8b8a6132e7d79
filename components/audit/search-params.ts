import { parseAsString, parseAsStringLiteral } from "nuqs/server";

/** What the address of the record narrows it to, and which events come first. Times are ISO 8601. */
export const auditParams = {
  person: parseAsString,
  action: parseAsString,
  from: parseAsString,
  to: parseAsString,
  order: parseAsStringLiteral(["newest", "oldest"] as const).withDefault("newest"),
  subjectKind: parseAsString,
  subjectId: parseAsString,
};
