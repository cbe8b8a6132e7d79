import "server-only";
import type { ProjectScope } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";
import { sendJob } from "@/server/queue/boss";
import { layOut } from "./execution/store";
import { type Named, tell, terrapin } from "./record-and-announce";
import { inPlace, type Joined, update } from "./store";

export const namedOf = (row: Joined): Named => ({
  id: row.promotion.id,
  projectId: row.promotion.projectId,
  model: row.model,
  version: row.version,
  environment: row.environment.name,
});

/**
 * Sends an approved promotion on its way, or lets it wait while another one is on its way into the same
 * environment. The job is sent in this transaction: an approval that commits is carried out.
 */
export async function launch(
  on: Pick<Ctx, "db">,
  tx: Tx,
  scope: ProjectScope,
  promotion: Named & { modelId: string; environmentId: string },
): Promise<"executing" | "approved"> {
  const [ahead] = await inPlace(tx, scope, promotion, ["executing"]);
  if (ahead) {
    await update(tx, promotion.id, {
      status: "approved",
      waitsForRole: null,
      failure: null,
      endedAt: null,
      outcome: null,
    });
    await tell(tx, terrapin, promotion, "promotion.queued", { behind: ahead.promotion.id });
    return "approved";
  }
  await update(tx, promotion.id, {
    status: "executing",
    waitsForRole: null,
    failure: null,
    endedAt: null,
    outcome: null,
  });
  await layOut(tx, promotion.id);
  await sendJob(on, tx, "execute", { promotion: promotion.id }, { singletonKey: promotion.id });
  await tell(tx, terrapin, promotion, "promotion.executing");
  return "executing";
}

/** The one that has waited longest behind the promotion that just ended goes next. */
export async function launchNext(
  on: Pick<Ctx, "db">,
  tx: Tx,
  scope: ProjectScope,
  at: { modelId: string; environmentId: string },
): Promise<void> {
  const [next] = await inPlace(tx, scope, at, ["approved"]);
  if (next) await launch(on, tx, scope, { ...namedOf(next), ...at });
}
