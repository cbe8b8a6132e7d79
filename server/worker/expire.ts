import "server-only";
import { systemCtx } from "@/server/foundation/context";
import { maintainOpenPromotions } from "@/server/promotions/service";
import type { JobRun } from "./job-run";

/** Expires open promotions that are past their time. */
export async function expireJob({ db, signal }: JobRun<"expire">): Promise<void> {
  await maintainOpenPromotions({ ...systemCtx(db, "expire"), signal });
}
