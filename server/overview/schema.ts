import { z } from "zod";
import { id, instant, metricValue, runKind, runStatus } from "@/server/foundation/shapes";

export const ranges = ["1d", "7d", "14d", "30d", "60d", "90d"] as const;
export const range = z.enum(ranges).default("14d");

export const overviewInput = z.object({ project: z.string().max(60).optional() });
export type OverviewInput = z.infer<typeof overviewInput>;

/** What wants its reader: the first failing pipeline run that nothing has mended since, and troubled connections. */
export const needs = z.object({
  failed: z.object({
    count: z.number().int().describe("pipelines whose latest finished run failed"),
    first: z
      .object({
        id,
        name: z.string(),
        number: z.string().nullable(),
        job: z.string().nullable(),
        at: instant,
      })
      .nullable(),
    read: z.number().int().describe("pipelines that are known"),
    ran: z.number().int().describe("those that finished a run in the last 14 days"),
  }),
  connections: z.object({
    troubled: z.number().int(),
    unread: z.number().int().describe("that were never read to the end and are not paused"),
    first: z
      .object({
        id,
        name: z.string(),
        lastSyncAt: instant.nullable(),
        why: z.string().nullable(),
        nextSyncAt: instant.nullable(),
      })
      .nullable(),
  }),
});
export type Needs = z.infer<typeof needs>;

export const axisInput = overviewInput.extend({ model: z.string().max(250).optional(), range });
export type AxisInput = z.infer<typeof axisInput>;

/** Runs of one kind that share a place on the axis. */
export const axisRuns = z.object({
  from: instant,
  to: instant.nullable().describe("the end of the longest; null while it runs"),
  kind: runKind,
  status: runStatus.describe("the loudest among them"),
  count: z.number().int(),
  name: z.string().describe("the name of the loudest"),
  id: id.describe("the loudest one's id"),
});

export const axis = z.object({
  from: instant,
  to: instant,
  model: z.string().nullable(),
  models: z.array(z.string()),
  runs: z.array(axisRuns),
  environment: z.string().nullable().describe("the environment shown: the one its users meet"),
  served: z.array(
    z.object({
      version: z.string(),
      from: instant,
      to: instant.nullable(),
      ended: z.enum(["superseded", "rolled_back", "removed"]).nullable(),
      because: z.string().nullable(),
      promotion: id.nullable(),
    }),
  ),
  live: z
    .object({
      metric: z.string(),
      bound: z.number().nullable(),
      points: z.array(z.object({ at: instant, value: metricValue.nullable() })),
    })
    .nullable(),
  feedback: z.array(
    z.object({ at: instant, id, title: z.string(), bad: z.boolean(), count: z.number().int() }),
  ),
});
export type Axis = z.infer<typeof axis>;

export const worse = z.object({
  items: z.array(
    z.object({
      kind: z.enum(["bound", "live", "duration", "failures", "feedback"]),
      subject: z.string().describe("the model or the pipeline"),
      measure: z.string(),
      before: z.number(),
      after: z.number(),
      change: z.string().describe("in words, such as `+38 %`"),
      since: instant.nullable(),
      run: id.nullable(),
      model: z.string().nullable(),
    }),
  ),
});
export type Worse = z.infer<typeof worse>;
