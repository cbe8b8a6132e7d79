import "server-only";
import { histogram } from "@/server/foundation/shapes";
import { procedure, router } from "@/server/foundation/trpc";
import * as schema from "./schema";
import * as runs from "./service";

const tags = ["runs"];

export const runsRouter = router({
  list: procedure
    .meta({ openapi: { method: "GET", path: "/runs", tags, summary: "Runs of every connected system" } })
    .input(schema.listRuns)
    .output(schema.runPage)
    .query(({ ctx, input }) => runs.list(ctx, input)),
  get: procedure
    .meta({ openapi: { method: "GET", path: "/runs/{id}", tags, summary: "A run with everything it holds" } })
    .input(schema.oneRun)
    .output(schema.runDetail)
    .query(({ ctx, input }) => runs.get(ctx, input)),
  jobs: procedure
    .meta({ openapi: { method: "GET", path: "/runs/{id}/jobs", tags, summary: "The jobs of a run" } })
    .input(schema.oneRun)
    .output(schema.jobList)
    .query(({ ctx, input }) => runs.jobs(ctx, input)),
  log: procedure
    .meta({
      openapi: { method: "GET", path: "/runs/{id}/jobs/{job}/log", tags, summary: "The log of a job" },
    })
    .input(schema.oneJob)
    .output(schema.jobLog)
    .query(({ ctx, input }) => runs.log(ctx, input)),
  artifacts: procedure
    .meta({ openapi: { method: "GET", path: "/runs/{id}/artifacts", tags, summary: "The files of a run" } })
    .input(schema.listArtifacts)
    .output(schema.artifactPage)
    .query(({ ctx, input }) => runs.artifacts(ctx, input)),
  counts: procedure
    .input(schema.runFilter)
    .output(schema.runCounts)
    .query(({ ctx, input }) => runs.counts(ctx, input)),
  histogram: procedure
    .input(schema.histogramInput)
    .output(histogram)
    .query(({ ctx, input }) => runs.histogram(ctx, input)),
  lastTwenty: procedure
    .input(schema.lastTwentyInput)
    .output(schema.lastTwentyOutput)
    .query(({ ctx, input }) => runs.lastTwenty(ctx, input)),
  facets: procedure
    .input(schema.facetsInput)
    .output(schema.facets)
    .query(({ ctx, input }) => runs.facets(ctx, input)),
});
