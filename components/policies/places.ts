import type { Environment } from "@/server/environments/schema";
import type { Model } from "@/server/models/schema";
import type { Policy } from "@/server/policies/schema";

/** A model in an environment, with the policy in force there. */
export type Place = { project: string; model: string; environment: string; policy: Policy | null };

type EnvironmentFields = Pick<Environment, "name" | "project" | "model" | "connection" | "position">;

/** The environments of a model: those of its project, each replaced by the model's own one of the same name. */
function environmentsFor(
  model: Pick<Model, "name" | "project" | "connection">,
  environments: readonly EnvironmentFields[],
): EnvironmentFields[] {
  const mine = environments.filter((e) => e.project === model.project && e.connection === model.connection);
  const own = new Set(mine.filter((e) => e.model === model.name).map((e) => e.name));
  return mine
    .filter((e) => e.model === model.name || (e.model === null && !own.has(e.name)))
    .sort((a, b) => b.position - a.position);
}

/** Every model in each of its environments, the most important environment first, with the policy where there is one. */
export function placesOf(
  models: readonly Pick<Model, "name" | "project" | "connection">[],
  environments: readonly EnvironmentFields[],
  policies: readonly Policy[],
): Place[] {
  return models.flatMap((model) =>
    environmentsFor(model, environments).map(({ name }) => ({
      project: model.project,
      model: model.name,
      environment: name,
      policy:
        policies.find(
          (p) => p.project === model.project && p.model === model.name && p.environment === name,
        ) ?? null,
    })),
  );
}
