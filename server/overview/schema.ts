import { z } from "zod";
import { id, instant, modelName, runKind, runStatus } from "@/server/foundation/shapes";
import { bound, livePoint } from "@/server/models/schema";
import { promotionStatus } from "@/server/promotions/schema";

export const ranges = ["1d", "7d", "14d", "30d", "60d", "90d"] as const;
export const range = z.enum(ranges).default("14d");

export const overviewInput = z.object({ project: z.string().max(60).optional() });
export type OverviewInput = z.infer<typeof overviewInput>;

/** What wants its reader: pipelines whose latest run failed, connections in trouble, and what is not set up yet. */
export const needs = z.object({
  setUp: z
    .object({ environments: z.number().int(), policies: z.number().int() })
    .describe("how many environments there are, and policies in force"),
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

export const axisInput = overviewInput.extend({
  model: modelName.optional().describe("only what is this model's own"),
  range,
  zoom: z
    .object({ from: instant, to: instant })
    .refine(({ from, to }) => Date.parse(from) < Date.parse(to), "ends before it begins")
    .optional()
    .describe("a part of time to show in more detail, in place of the range"),
});
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
  whole: z.object({ from: instant, to: instant }).describe("the range without a zoom"),
  models: z.array(z.string()).describe("those to choose from"),
  chosen: z.string().nullable().describe("the model that runs and feedback are narrowed to"),
  model: z
    .object({ name: z.string(), project: z.string() })
    .nullable()
    .describe("the one whose serving is shown: the chosen one, else the one whose serving changed last"),
  runs: z.array(axisRuns),
  environments: z.array(z.string()).describe("those shown, the one its users meet first"),
  served: z.array(
    z.object({
      environment: z.string(),
      version: z.string(),
      from: instant,
      to: instant.nullable(),
      source: z.enum(["promotion", "rollback", "observed"]),
      ended: z.enum(["superseded", "rolled_back", "removed"]).nullable(),
      because: z.string().nullable(),
      promotion: id.nullable(),
    }),
  ),
  promotions: z
    .array(
      z.object({
        id,
        environment: z.string(),
        version: z.string(),
        status: promotionStatus,
        rollback: z.boolean(),
        from: instant,
        to: instant
          .nullable()
          .describe("when it was carried out or came to another end; null while it is open"),
      }),
    )
    .describe("of the chosen model"),
  live: z
    .object({ metric: z.string(), environment: z.string(), bound, points: z.array(livePoint) })
    .nullable(),
  feedback: z.array(
    z.object({ at: instant, id, title: z.string(), bad: z.boolean(), count: z.number().int() }),
  ),
});
export type Axis = z.infer<typeof axis>;

/** What a line of "Got worse" is about, and leads to. */
export const worseAbout = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("metric"), model: z.string(), environment: z.string(), metric: z.string() }),
  z.object({ kind: z.literal("complaints"), model: z.string() }),
  z.object({ kind: z.literal("failures"), pipeline: id, run: id.describe("the last that failed") }),
  z.object({ kind: z.literal("durations"), pipeline: id }),
]);

export const worse = z.object({
  from: instant.describe("when the week began that is compared with the one before"),
  items: z.array(
    z.object({
      kind: z.enum(["bound", "live", "duration", "failures", "feedback"]),
      project: z.string(),
      subject: z.string().describe("the model or the pipeline"),
      measure: z.string(),
      before: z.number(),
      after: z.number(),
      change: z.string().describe("in words, such as `+38 %`"),
      since: instant.nullable(),
      about: worseAbout,
    }),
  ),
});
export type Worse = z.infer<typeof worse>;
