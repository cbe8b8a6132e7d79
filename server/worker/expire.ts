import "server-only";
import { dropOldAttempts } from "@/server/foundation/attempts";
import { systemCtx } from "@/server/foundation/context";
import { dropOldSessions } from "@/server/people/sessions/service";
import { maintainOpenPromotions } from "@/server/promotions/service";
import type { JobRun } from "./job-run";

/** Expires open promotions that are past their time, and forgets old counts of attempts and old sessions. */
export async function expireJob({ db, signal }: JobRun<"expire">): Promise<void> {
  await dropOldAttempts(db);
  await dropOldSessions(db);
  await maintainOpenPromotions({ ...systemCtx(db, "expire"), signal });
}
