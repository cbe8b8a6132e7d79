import "server-only";
import type { ProjectScope } from "@/server/access/access";
import type { Db, Tx } from "@/server/foundation/db/open";
import { checkAction } from "@/server/promotions/status";
import type { Facts } from "./facts";
import type { ModelHead } from "./schema";
import { promotionOfDeployment } from "./store";

/** Whether the main environment can be rolled back, and if not, why: the button shows the reason. */
export async function rollbackOf(
  db: Db | Tx,
  scope: ProjectScope,
  facts: Facts,
): Promise<ModelHead["rollback"]> {
  const [main] = facts.environments;
  const nothing = { environment: main?.name ?? null, promotion: null, from: null, to: null };
  if (!main) return { ...nothing, refusal: "No environment stands for this model yet." };
  const current = facts.serving.find((s) => s.environmentId === main.id);
  if (!current) return { ...nothing, refusal: `Nothing serves ${main.name}.` };
  const from = current.version;
  const promotion = current.promotionId ? await promotionOfDeployment(db, current.promotionId) : null;
  if (!promotion) {
    const refusal = `v${from} was put into ${main.name} outside Terrapin, so there is no promotion to roll back.`;
    return { ...nothing, from, refusal };
  }
  const at = { environment: main.name, promotion: current.promotionId, from, to: promotion.champion };
  if (!promotion.champion) return { ...at, refusal: `Nothing served ${main.name} before v${from}.` };
  if (promotion.rollbackOf) {
    const refusal = `v${from} is what ${main.name} was rolled back to: promote another version instead.`;
    return { ...at, refusal };
  }
  const executing = facts.openPromotions.find((p) => p.environment === main.name && p.status === "executing");
  if (executing) return { ...at, refusal: `Promotion ${executing.id} is on its way into ${main.name}.` };
  const reader = {
    role: scope.role,
    isOwner: scope.actor.isOwner,
    isRequester: promotion.requestedBy === scope.actor.id,
    hasApproved: false,
  };
  const answer = checkAction({ status: promotion.status, serving: true }, "rollBack", reader);
  return { ...at, refusal: answer.ok ? null : answer.reason };
}
