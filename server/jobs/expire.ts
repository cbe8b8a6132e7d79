import "server-only";
import { systemCtx } from "@/server/context";
import { expireDue } from "@/server/promotions/service";
import type { JobRun } from "./register";

/** What time does to open promotions. */
export async function expireJob({ db, signal }: JobRun<"expire">): Promise<void> {
  await expireDue({ ...systemCtx(db, "expire"), signal });
}
