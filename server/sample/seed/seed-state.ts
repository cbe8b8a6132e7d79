import "server-only";
import type { ProjectScope } from "@/server/access/access";
import type { FormField } from "@/server/forms/schema";
import type { Gathered } from "@/server/promotions/gather";
import type { SampleFeedback } from "../live";
import type { StoryPromotion } from "../story";
import type { SamplePeople } from "./people";

/** What the story's events find and leave behind: rows by the names and entries that the story uses. */
export type SeedState = {
  scope: ProjectScope;
  people: SamplePeople;
  /** ids by name */
  models: Map<string, string>;
  environments: Map<string, { id: string; alias: string }>;
  promotions: Map<StoryPromotion, Requested>;
  forms: Map<string, { id: string; modelId: string; environmentId: string; fields: FormField[] }>;
  feedback: Map<SampleFeedback, { kind: "feedback"; id: string; name: string }>;
};

/** A promotion that was asked for, with the evidence that was pinned. */
export type Requested = { id: string; found: Gathered; digest: string; versionId: string; place: Place };
export type Place = { modelId: string; environmentId: string; alias: string };

/** @throws when the sample has no such model or environment */
export function placeOf(state: SeedState, at: { model: string; environment: string }): Place {
  const modelId = state.models.get(at.model);
  const environment = state.environments.get(at.environment);
  if (!modelId || !environment) throw new Error(`the sample has no ${at.model} or no ${at.environment}`);
  return { modelId, environmentId: environment.id, alias: environment.alias };
}
