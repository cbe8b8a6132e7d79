import "server-only";
import { procedure, router } from "@/server/foundation/trpc";
import { namesInput, namesOutput, pointsInput, pointsOutput, seriesInput, seriesOutput } from "./schema";
import { addPoints, listSeries, readSeries } from "./service";

export const metricsRouter = router({
  series: procedure
    .meta({
      openapi: { method: "GET", path: "/series", tags: ["metrics"], summary: "Read a series for a chart" },
    })
    .input(seriesInput)
    .output(seriesOutput)
    .query(({ ctx, input }) => readSeries(ctx, input)),
  names: procedure
    .meta({
      openapi: {
        method: "GET",
        path: "/series/names",
        tags: ["metrics"],
        summary: "List a subject's series",
      },
    })
    .input(namesInput)
    .output(namesOutput)
    .query(({ ctx, input }) => listSeries(ctx, input)),
  addPoints: procedure
    .meta({ openapi: { method: "POST", path: "/points", tags: ["metrics"], summary: "Add points" } })
    .input(pointsInput)
    .output(pointsOutput)
    .mutation(({ ctx, input }) => addPoints(ctx, input)),
});
