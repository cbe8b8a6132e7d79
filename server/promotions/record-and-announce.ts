import "server-only";
import { record } from "@/server/audit/record";
import { announce } from "@/server/events/announce";
import type { Actor } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";

/** Who is named in the record for what follows by itself. */
export const terrapin: Actor = {
  kind: "system",
  id: "promotions",
  name: "Terrapin",
  email: "",
  isOwner: false,
  via: "job",
};

export type Named = { id: string; projectId: string; model: string; version: string; environment: string };

/** A promotion as it is called: "breast-cancer v14 → production". */
export const nameOf = (p: Omit<Named, "id" | "projectId">): string =>
  `${p.model} v${p.version} → ${p.environment}`;

/** Puts a change of a promotion on the record and tells the open pages, in the transaction that makes it. */
export async function tell(
  tx: Tx,
  actor: Actor,
  promotion: Named,
  action: `promotion.${string}`,
  data: Record<string, unknown> = {},
): Promise<void> {
  await record(tx, actor, {
    action,
    project: promotion.projectId,
    subject: { kind: "promotion", id: promotion.id, name: nameOf(promotion) },
    data: { ...data, model: promotion.model, version: promotion.version, environment: promotion.environment },
  });
  await announce(tx, { project: promotion.projectId, noun: "promotions", id: promotion.id });
}
