import "server-only";
import { projectsWith } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import type { Find, Found } from "./schema";
import * as store from "./store";
import { readWords } from "./words";

/** What the palette finds in the reader's projects for a few letters: at most six of each kind, newest or by name. */
export async function find(ctx: Ctx, input: Find): Promise<{ items: Found[] }> {
  const scopes = await projectsWith(ctx, "runs.read");
  if (!scopes.length) return { items: [] };
  const words = readWords(input.q);
  const [versions, models, runs, promotions, feedback, forms, connections, people] = await Promise.all([
    store.findVersions(ctx.db, scopes, words),
    store.findModels(ctx.db, scopes, words),
    store.findRuns(ctx.db, scopes, words),
    store.findPromotions(ctx.db, scopes, words),
    store.findFeedback(ctx.db, scopes, words),
    store.findForms(ctx.db, scopes, words),
    store.findConnections(ctx.db, scopes, words),
    store.findPeople(ctx.db, scopes, words),
  ]);
  return {
    items: [
      ...versions.map((item) => ({ kind: "version" as const, ...item })),
      ...models.map((item) => ({ kind: "model" as const, ...item })),
      ...promotions.map((item) => ({ kind: "promotion" as const, ...item })),
      ...runs.map((item) => ({ kind: "run" as const, ...item })),
      ...feedback.map((item) => ({ kind: "feedback" as const, ...item })),
      ...forms.map((item) => ({ kind: "form" as const, ...item })),
      ...connections.map((item) => ({ kind: "connection" as const, ...item })),
      ...people.map((item) => ({ kind: "person" as const, ...item })),
    ],
  };
}
