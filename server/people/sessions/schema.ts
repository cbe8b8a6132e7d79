import { z } from "zod";
import { id, instant } from "@/server/foundation/shapes";

export const session = z.object({
  id,
  begunAt: instant,
  lastUsedAt: instant,
  client: z.string().describe("the browser in general terms, such as `Firefox on Linux`"),
  network: z.string().nullable().describe("where it was last used from, in general terms: `203.0.113.0/24`"),
  current: z.boolean().describe("whether it is the one that asks"),
});
export type Session = z.infer<typeof session>;

const person = id.optional().describe("somebody else's, for owners; left out, one's own");
export const listSessions = z.object({ person });
/** Sessions end after two weeks: always one page. */
export const sessionPage = z.object({ items: z.array(session), nextCursor: z.null() });
export const endSession = z.object({ id });
export const endSessions = z.object({ person });
export const endedSessions = z.object({ ended: z.number().int() });
