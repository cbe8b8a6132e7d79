import "server-only";
import { z } from "zod";
import { projectsWith } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import { keysetPage, type Page } from "@/server/foundation/paging";
import { id } from "@/server/foundation/shapes";
import { findModel } from "@/server/registry/find";
import { type Facts, factsOf, toModels } from "./facts";
import { rollbackOf } from "./head";
import type { ListModels, Model, ModelHead, OneModel } from "./schema";
import * as store from "./store";

export { liveCurve, liveMetricsOf } from "./serving/live";
export { liveMetric } from "./serving/live-metric";
export { servingNow, timeline } from "./serving/service";
export { getVersion, listVersions, versionDetail, versionTable } from "./versions/service";

const cursor = z.object({ name: z.string(), id });

/** Models by name, with what serves where and what waits. */
export async function list(ctx: Ctx, input: ListModels): Promise<Page<Model>> {
  const scopes = await projectsWith(ctx, "models.read", input.project);
  const page = await keysetPage(
    input,
    cursor,
    (after, limit) => store.page(ctx.db, scopes, { q: input.q, after, limit }),
    ({ model: { name, id } }) => ({ name, id }),
  );
  return { ...page, items: await toModels(ctx.db, await factsOf(ctx.db, page.items)) };
}

async function factsOfOne(
  ctx: Ctx,
  input: OneModel,
): Promise<Facts & { scope: Awaited<ReturnType<typeof projectsWith>>[number] }> {
  const scopes = await projectsWith(ctx, "models.read", input.project);
  const model = await findModel(ctx.db, scopes, input.model);
  const row = await store.byId(ctx.db, model.id);
  const scope = scopes.find((s) => s.projectId === model.projectId);
  const [facts] = row ? await factsOf(ctx.db, [row]) : [];
  if (!facts || !scope) throw new Error(`model ${model.id} went away while it was read`);
  return { ...facts, scope };
}

/** One model. @throws Refusal NOT_FOUND, FORBIDDEN, CONFLICT (the name stands for several) */
export async function get(ctx: Ctx, input: OneModel): Promise<Model> {
  const [model] = await toModels(ctx.db, [await factsOfOne(ctx, input)]);
  if (!model) throw new Error("a model was not shown");
  return model;
}

/** One model, with what its reader may do on its page. */
export async function head(ctx: Ctx, input: OneModel): Promise<ModelHead> {
  const facts = await factsOfOne(ctx, input);
  const [model] = await toModels(ctx.db, [facts]);
  if (!model) throw new Error("a model was not shown");
  return {
    ...model,
    you: facts.scope.role,
    rollback: await rollbackOf(ctx.db, facts.scope, facts),
  };
}
