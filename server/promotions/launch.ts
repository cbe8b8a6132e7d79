import "server-only";
import type { ProjectScope } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";
import { sendJob } from "@/server/queue/boss";
import { createSteps } from "./execution/store";
import { type PromotionRef, recordAndAnnounce, systemActor } from "./record-and-announce";
import { type Joined, promotionsAt, update } from "./store";

export const refOf = (row: Joined): PromotionRef => ({
  id: row.promotion.id,
  projectId: row.promotion.projectId,
  model: row.model,
  version: row.version,
  environment: row.environment.name,
});

/**
 * Starts the execution of an approved promotion, or queues it while another one is being carried out in the same
 * environment. The job is sent in this transaction: an approval that commits is carried out.
 */
export async function launch(
  on: Pick<Ctx, "db">,
  tx: Tx,
  scope: ProjectScope,
  promotion: PromotionRef & { modelId: string; environmentId: string },
): Promise<"executing" | "approved"> {
  const [executing] = await promotionsAt(tx, scope, promotion, ["executing"]);
  if (executing) {
    await update(tx, promotion.id, {
      status: "approved",
      waitsForRole: null,
      failure: null,
      endedAt: null,
      outcome: null,
    });
    await recordAndAnnounce(tx, systemActor, promotion, "promotion.queued", {
      behind: executing.promotion.id,
    });
    return "approved";
  }
  await update(tx, promotion.id, {
    status: "executing",
    waitsForRole: null,
    failure: null,
    endedAt: null,
    outcome: null,
  });
  await createSteps(tx, promotion.id);
  await sendJob(on, tx, "execute", { promotion: promotion.id }, { singletonKey: promotion.id });
  await recordAndAnnounce(tx, systemActor, promotion, "promotion.executing");
  return "executing";
}

/** Starts the promotion that has waited longest behind the one that just ended. */
export async function launchNext(
  on: Pick<Ctx, "db">,
  tx: Tx,
  scope: ProjectScope,
  at: { modelId: string; environmentId: string },
): Promise<void> {
  const [next] = await promotionsAt(tx, scope, at, ["approved"]);
  if (next) await launch(on, tx, scope, { ...refOf(next), ...at });
}
