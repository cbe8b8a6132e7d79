/** The alias of one environment for one model; its version is null when the model has no such alias. */
export type AliasState = {
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
  version: string;
  /** What the registry does not have any more, the model or the version. */
  gone: "model" | "version" | null;
  fromAt: string;
};

export type DeploymentChanges = {
  ended: { deployment: Serving; ended: "superseded" | "removed"; because: string }[];
  begun: { state: AliasState; versionId: string; fromAt: string }[];
};

function outsideWords({ gone, version }: Serving, { alias, versionId }: AliasState): string {
  if (versionId) return `alias ${alias} was moved outside Terrapin`;
  if (gone === "model") return "the model was deleted in the registry";
  if (gone === "version") return `v${version} was deleted in the registry, and alias ${alias} with it`;
  return `alias ${alias} was removed outside Terrapin`;
}

export const pairOf = (p: { modelId: string; environmentId: string }) => `${p.modelId}@${p.environmentId}`;

/**
 * Which deployments must end and start so that they agree with the aliases.
 * @param states one per model and environment that are mapped to each other
 * @param serving the deployments without an end, of the same models
 * @param at when the aliases were read: a deployment that started later is newer than the reading and stays
 * @param executing pairs (`pairOf`) that a promotion is being carried into: the promotion records its deployment
 * @param because the reason, where no alias was moved outside Terrapin
 * @param firstSeen the id of an environment that was just made: its deployment starts when its alias was first seen
 */
export function deploymentChanges(
  states: readonly AliasState[],
  serving: readonly Serving[],
  options: { at: string; executing: ReadonlySet<string>; because?: string | null; firstSeen?: string | null },
): DeploymentChanges {
  const { at, executing, because, firstSeen } = options;
  const wanted = new Map(states.map((s) => [pairOf(s), s]));
  const servingNow = new Map(serving.map((s) => [pairOf(s), s]));
  const result: DeploymentChanges = { ended: [], begun: [] };
  for (const current of serving) {
    const state = wanted.get(pairOf(current));
    if (executing.has(pairOf(current)) || Date.parse(current.fromAt) > Date.parse(at)) continue;
    if (state?.versionId === current.versionId) continue;
    const outside = state ? outsideWords(current, state) : null;
    result.ended.push({
      deployment: current,
      ended: state?.versionId ? "superseded" : "removed",
      because: because ?? outside ?? "the environment no longer stands for this model",
    });
  }
  const endingIds = new Set(result.ended.map((e) => e.deployment.id));
  for (const state of states) {
    const current = servingNow.get(pairOf(state));
    if (!state.versionId || executing.has(pairOf(state))) continue;
    if (current && !endingIds.has(current.id)) continue;
    const fromAt = state.environmentId === firstSeen ? (state.seenAt ?? at) : at;
    result.begun.push({ state, versionId: state.versionId, fromAt });
  }
  return result;
}
