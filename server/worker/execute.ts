import "server-only";
import { systemCtx } from "@/server/foundation/context";
import { execute } from "@/server/promotions/service";
import type { JobRun } from "./job-run";

/** Executes one approved promotion. */
export async function executeJob({ db, data, signal }: JobRun<"execute">): Promise<void> {
  await execute({ ...systemCtx(db, "execute"), signal }, { promotion: data.promotion });
}
