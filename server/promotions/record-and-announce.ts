import "server-only";
import { record } from "@/server/audit/record";
import { announce } from "@/server/events/announce";
import type { Actor } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";

/** The actor of what Terrapin does by itself. */
export const systemActor: Actor = {
  kind: "system",
  id: "promotions",
  name: "Terrapin",
  email: "",
  isOwner: false,
  via: "job",
};

/** What the audit record and the pages need to name a promotion. */
export type PromotionRef = {
  id: string;
  projectId: string;
  model: string;
  version: string;
  environment: string;
};

/** A promotion's title: "breast-cancer v14 → production". */
export const titleOf = (p: Omit<PromotionRef, "id" | "projectId">): string =>
  `${p.model} v${p.version} → ${p.environment}`;

/** Writes the audit event of a change and announces it to open pages, in the transaction of the change. */
export async function recordAndAnnounce(
  tx: Tx,
  actor: Actor,
  promotion: PromotionRef,
  action: `promotion.${string}`,
  data: Record<string, unknown> = {},
): Promise<void> {
  await record(tx, actor, {
    action,
    project: promotion.projectId,
    subject: { kind: "promotion", id: promotion.id, name: titleOf(promotion) },
    data: { ...data, model: promotion.model, version: promotion.version, environment: promotion.environment },
  });
  await announce(tx, { project: promotion.projectId, noun: "promotions", id: promotion.id });
}
