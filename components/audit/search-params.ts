import { parseAsString } from "nuqs/server";

/** What the address of the record narrows it to. */
export const auditParams = {
  action: parseAsString,
  subjectKind: parseAsString,
  subjectId: parseAsString,
};
