import type { PromotionStatus } from "@/server/promotions/schema";
import { isOpen, type OpenStatus } from "@/server/promotions/status";
import type { VersionState } from "./schema";

export type PastDeployment = {
  environment: string;
  from: string;
  to: string | null;
  ended: "superseded" | "rolled_back" | "removed" | null;
  because: string | null;
};

export type PastPromotion = {
  id: string;
  environment: string;
  status: PromotionStatus;
  createdAt: string;
  endedAt: string | null;
  /** Metrics of the gates that did not pass, in the policy's order. */
  failedGates: readonly string[];
};

const isOpenPromotion = (p: PastPromotion): p is PastPromotion & { status: OpenStatus } => isOpen(p.status);
const time = (iso: string | null) => (iso === null ? Number.POSITIVE_INFINITY : Date.parse(iso));
const latest = <T>(items: readonly T[], at: (item: T) => string): T | undefined =>
  [...items].sort((a, b) => Date.parse(at(b)) - Date.parse(at(a)))[0];

/**
 * The state of a version: the registry does not have it any more, or it serves, or it was requested, or else the last thing that happened to it. The main
 * environment counts before all others.
 * @param main the environment that users meet; null when the project has none
 * @param deletedAt when it was seen to be deleted; null while the registry has it
 */
export function stateOf(
  main: string | null,
  deletedAt: string | null,
  deployments: readonly PastDeployment[],
  promotions: readonly PastPromotion[],
): VersionState {
  if (deletedAt !== null) return { kind: "deleted", seenAt: deletedAt };
  const serving = deployments.find((d) => d.to === null && d.environment === main);
  if (serving) return { kind: "serving", environment: serving.environment, since: serving.from };

  const open = promotions.filter(isOpenPromotion);
  const asked = open.find((p) => p.environment === main) ?? latest(open, (p) => p.createdAt);
  if (asked)
    return { kind: "asked", environment: asked.environment, promotion: asked.id, status: asked.status };

  const here = (item: { environment: string }) => item.environment === main;
  return (
    pastOf(deployments.filter(here), promotions.filter(here)) ??
    elsewhere(deployments, promotions, here) ?? { kind: "never" }
  );
}

function elsewhere(
  deployments: readonly PastDeployment[],
  promotions: readonly PastPromotion[],
  here: (item: { environment: string }) => boolean,
): VersionState | null {
  const away = deployments.filter((d) => !here(d));
  const serving = away.find((d) => d.to === null);
  if (serving) return { kind: "serving", environment: serving.environment, since: serving.from };
  return pastOf(
    away,
    promotions.filter((p) => !here(p)),
  );
}

/** The later of the last deployment that ended and the last promotion that did not succeed. */
function pastOf(
  deployments: readonly PastDeployment[],
  promotions: readonly PastPromotion[],
): VersionState | null {
  const served = latest(deployments, (d) => d.to ?? d.from);
  const refused = latest(
    promotions.filter((p) => !isOpenPromotion(p) && p.status !== "succeeded" && p.status !== "rolled_back"),
    (p) => p.endedAt ?? p.createdAt,
  );
  if (refused && (!served || time(refused.endedAt ?? refused.createdAt) > time(served.to))) {
    return refusalOf(refused);
  }
  if (!served) return null;
  const { environment, because } = served;
  const spent = (d: PastDeployment) => Math.max(0, time(d.to) - time(d.from));
  if (served.ended === "rolled_back")
    return { kind: "rolled_back", environment, because, servedMs: spent(served) };
  const all = deployments.filter((d) => d.environment === environment && d.to !== null);
  return { kind: "served", environment, servedMs: all.reduce((sum, d) => sum + spent(d), 0) };
}

function refusalOf({ id, environment, status, failedGates }: PastPromotion): VersionState | null {
  const at = { environment, promotion: id };
  if (status === "failed") return { kind: "failed", ...at };
  if (status === "rejected") return { kind: "rejected", ...at, gate: failedGates[0] ?? null };
  if (status === "canceled" || status === "expired" || status === "superseded") {
    return { kind: "ended", ...at, how: status };
  }
  return null;
}
