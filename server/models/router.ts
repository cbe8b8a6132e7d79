import "server-only";
import { procedure, router } from "@/server/foundation/trpc";
import * as schema from "./schema";
import * as service from "./service";

const tags = ["models"];

export const modelsRouter = router({
  list: procedure
    .meta({ openapi: { method: "GET", path: "/models", tags, summary: "Models, by name" } })
    .input(schema.listModels)
    .output(schema.modelPage)
    .query(({ ctx, input }) => service.list(ctx, input)),
  get: procedure
    .meta({ openapi: { method: "GET", path: "/models/{model}", tags, summary: "A model" } })
    .input(schema.oneModel)
    .output(schema.model)
    .query(({ ctx, input }) => service.get(ctx, input)),
  versions: procedure
    .meta({
      openapi: {
        method: "GET",
        path: "/models/{model}/versions",
        tags,
        summary: "A model's versions, newest first",
      },
    })
    .input(schema.listVersions)
    .output(schema.versionPage)
    .query(({ ctx, input }) => service.listVersions(ctx, input)),
  version: procedure
    .meta({
      openapi: {
        method: "GET",
        path: "/models/{model}/versions/{version}",
        tags,
        summary: "A version of a model",
      },
    })
    .input(schema.oneVersion)
    .output(schema.version)
    .query(({ ctx, input }) => service.getVersion(ctx, input)),
  head: procedure
    .input(schema.oneModel)
    .output(schema.modelHead)
    .query(({ ctx, input }) => service.head(ctx, input)),
  versionTable: procedure
    .input(schema.listVersions)
    .output(schema.versionTable)
    .query(({ ctx, input }) => service.versionTable(ctx, input)),
  versionDetail: procedure
    .input(schema.oneVersion)
    .output(schema.versionDetail)
    .query(({ ctx, input }) => service.versionDetail(ctx, input)),
  timeline: procedure
    .input(schema.timelineInput)
    .output(schema.timeline)
    .query(({ ctx, input }) => service.timeline(ctx, input)),
  liveMetric: procedure
    .input(schema.liveMetricInput)
    .output(schema.liveMetric)
    .query(({ ctx, input }) => service.liveMetric(ctx, input)),
  servingNow: procedure
    .input(schema.servingNowInput)
    .output(schema.servingNow)
    .query(({ ctx, input }) => service.servingNow(ctx, input)),
});
