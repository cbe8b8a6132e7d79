import "server-only";
import { systemCtx } from "@/server/foundation/context";
import { expireDue } from "@/server/promotions/service";
import type { JobRun } from "./job-run";

/** Expires open promotions that are past their time. */
export async function expireJob({ db, signal }: JobRun<"expire">): Promise<void> {
  await expireDue({ ...systemCtx(db, "expire"), signal });
}
