/** Where an alias stands now, for one model in one environment; null when the model has no such alias. */
export type Standing = {
  modelId: string;
  environmentId: string;
  environment: string;
  alias: string;
  versionId: string | null;
  /** When the alias was first seen on this version; null when there is no alias. */
  seenAt: string | null;
};

export type Serving = {
  id: string;
  modelId: string;
  environmentId: string;
  versionId: string;
  fromAt: string;
};

export type Settlement = {
  ends: { deployment: Serving; ended: "superseded" | "removed"; because: string }[];
  begins: { standing: Standing; versionId: string; fromAt: string }[];
};

export const pairOf = (p: { modelId: string; environmentId: string }) => `${p.modelId}@${p.environmentId}`;

/**
 * What must begin and end so that the deployments say what the aliases say.
 * @param standings one per model and environment that are mapped to each other
 * @param serving the deployments without an end, of the same models
 * @param at when the aliases were read: a deployment that began later knows better and stays
 * @param executing pairs (`pairOf`) a promotion is being carried into: it records its own deployment
 * @param because why, where it is not that an alias was moved outside Terrapin
 * @param firstSeen an environment made just now: what it serves is told from when its alias was seen there
 */
export function settle(
  standings: readonly Standing[],
  serving: readonly Serving[],
  options: { at: string; executing: ReadonlySet<string>; because?: string | null; firstSeen?: string | null },
): Settlement {
  const { at, executing, because, firstSeen } = options;
  const wanted = new Map(standings.map((s) => [pairOf(s), s]));
  const held = new Map(serving.map((s) => [pairOf(s), s]));
  const result: Settlement = { ends: [], begins: [] };
  for (const current of serving) {
    const standing = wanted.get(pairOf(current));
    if (executing.has(pairOf(current)) || Date.parse(current.fromAt) > Date.parse(at)) continue;
    if (standing?.versionId === current.versionId) continue;
    const outside = standing
      ? `alias ${standing.alias} was ${standing.versionId ? "moved" : "removed"} outside Terrapin`
      : null;
    result.ends.push({
      deployment: current,
      ended: standing?.versionId ? "superseded" : "removed",
      because: because ?? outside ?? "the environment no longer stands for this model",
    });
  }
  const ending = new Set(result.ends.map((e) => e.deployment.id));
  for (const standing of standings) {
    const current = held.get(pairOf(standing));
    if (!standing.versionId || executing.has(pairOf(standing))) continue;
    if (current && !ending.has(current.id)) continue;
    const fromAt = standing.environmentId === firstSeen ? (standing.seenAt ?? at) : at;
    result.begins.push({ standing, versionId: standing.versionId, fromAt });
  }
  return result;
}
