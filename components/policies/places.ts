import { environmentsOf } from "@/server/deployments/environments-of";
import type { Environment } from "@/server/environments/schema";
import type { Model } from "@/server/models/schema";
import type { Policy } from "@/server/policies/schema";

/** A model in an environment, with the policy in force there. */
export type Place = { project: string; model: string; environment: string; policy: Policy | null };

type EnvironmentFields = Pick<Environment, "name" | "project" | "model" | "connection" | "position">;
type ModelFields = Pick<Model, "name" | "project" | "connection">;

/** The environments of a model. Within a connection a model is known by its name. */
function environmentsFor(
  model: ModelFields,
  environments: readonly EnvironmentFields[],
): EnvironmentFields[] {
  const mine = environments.filter(({ project }) => project === model.project);
  const mapped = mine.map((e) => ({ ...e, modelId: e.model, connectionId: e.connection }));
  return environmentsOf(mapped, { id: model.name, connectionId: model.connection });
}

/** Every model in each of its environments, the most important environment first, with the policy where there is one. */
export function placesOf(
  models: readonly ModelFields[],
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
