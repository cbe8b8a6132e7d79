import { z } from "zod";

/** N approvals by people of a role or of one above it; the roles are those that may decide at all. */
export const rule = z.strictObject({
  role: z.enum(["approver", "maintainer"]),
  count: z.number().int().min(1).max(20),
});
export type Rule = z.infer<typeof rule>;
