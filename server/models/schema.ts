import { z } from "zod";
import { openPromotionStatuses } from "@/server/foundation/open-statuses";
import {
  id,
  instant,
  metricValue,
  modelName,
  pageInput,
  pageOf,
  versionName,
} from "@/server/foundation/shapes";
import { bucket } from "@/server/metrics/schema";

const better = z.enum(["higher", "lower"]).nullable();
const project = z
  .string()
  .max(60)
  .optional()
  .describe("slug or id; needed where two projects have a model of this name");
const ofModel = modelName.describe(
  "a model's name, or its id; in a path the names `.` and `..` are written `~.` and `~..`",
);

const deletedAt = instant
  .nullable()
  .describe("when a sync saw that the registry does not have it any more; null while it has");

/** A version in an environment, by name. */
const byPromotion = id
  .nullable()
  .describe("the promotion that put it there; null where the alias was set in the registry");
const inEnvironment = z.object({
  environment: z.string(),
  version: z.string(),
  since: instant,
  promotion: byPromotion,
});

/** An open promotion with its progress. */
export const openPromotion = z.object({
  id,
  version: z.string(),
  environment: z.string(),
  status: z.enum(openPromotionStatuses),
  gates: z.object({ passed: z.number().int(), total: z.number().int() }),
  approvals: z.object({ done: z.number().int(), total: z.number().int() }),
});
export type OpenPromotion = z.infer<typeof openPromotion>;

export const model = z.object({
  id,
  name: z.string(),
  project: z.string(),
  connection: id,
  connectionName: z.string(),
  description: z.string(),
  versions: z.number().int().describe("how many there are"),
  latest: z.object({ version: z.string(), createdAt: instant }).nullable(),
  environments: z.array(z.object({ name: z.string(), alias: z.string() })).describe("most important first"),
  serving: z.array(inEnvironment).describe("what serves where, most important environment first"),
  openPromotions: z.array(openPromotion),
  reports: z.number().int().describe("feedback that is new or confirmed"),
  createdAt: instant,
  updatedAt: instant,
  deletedAt,
  url: z.string().nullable(),
});
export type Model = z.infer<typeof model>;

export const listModels = pageInput.extend({
  project: z.string().max(60).optional(),
  q: z.string().trim().max(500).optional().describe("part of a name"),
});
export type ListModels = z.infer<typeof listModels>;
export const modelPage = pageOf(model);

export const oneModel = z.object({ model: ofModel, project });
export type OneModel = z.infer<typeof oneModel>;

export const version = z.object({
  id,
  model: z.string(),
  version: z.string(),
  project: z.string(),
  connection: id,
  connectionName: z.string(),
  runId: id.nullable().describe("the training run it came from; null while that run was not read"),
  commitSha: z.string().nullable(),
  digest: z.string().describe("SHA-256 of what makes the version what it is: source, run, identifying tags"),
  datasets: z.array(z.object({ name: z.string(), digest: z.string(), context: z.string() })),
  aliases: z.array(z.string()),
  environments: z.array(z.string()).describe("where it serves now"),
  metrics: z.record(z.string(), metricValue).describe("the source run's last values"),
  tags: z.record(z.string(), z.string()),
  description: z.string(),
  status: z.string().describe("the registry's own word, such as READY"),
  source: z.string().nullable(),
  createdBy: z.string().nullable(),
  createdAt: instant,
  deletedAt,
  url: z.string().nullable(),
});
export type Version = z.infer<typeof version>;

export const listVersions = pageInput.extend({ model: ofModel, project });
export type ListVersions = z.infer<typeof listVersions>;
export const versionPage = pageOf(version);

export const oneVersion = z.object({ model: ofModel, version: versionName, project });
export type OneVersion = z.infer<typeof oneVersion>;

/** The state of a version; `components/models` puts it in words. Durations in milliseconds. */
export const versionState = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("deleted"), seenAt: instant }),
  z.object({ kind: z.literal("serving"), environment: z.string(), since: instant }),
  z.object({
    kind: z.literal("asked"),
    environment: z.string(),
    promotion: id,
    status: z.enum(openPromotionStatuses),
  }),
  z.object({ kind: z.literal("failed"), environment: z.string(), promotion: id }),
  z.object({
    kind: z.literal("rolled_back"),
    environment: z.string(),
    servedMs: z.number(),
    because: z.string().nullable(),
  }),
  z.object({
    kind: z.literal("rejected"),
    environment: z.string(),
    promotion: id,
    gate: z.string().nullable(),
  }),
  z.object({ kind: z.literal("served"), environment: z.string(), servedMs: z.number() }),
  z.object({
    kind: z.literal("ended"),
    environment: z.string(),
    promotion: id,
    how: z.enum(["canceled", "expired", "superseded"]),
  }),
  z.object({ kind: z.literal("never") }),
]);
export type VersionState = z.infer<typeof versionState>;

const column = z.object({ name: z.string(), better });
export const bound = z.object({ kind: z.enum(["atLeast", "atMost"]), value: z.number() }).nullable();
const liveStateName = z
  .enum(["within", "broken", "unbounded", "unmeasured"])
  .describe("of the mean of 24 hours to the policy's bound");
const serves = z.object({ environment: z.string(), main: z.boolean(), promotion: byPromotion });

export const versionRow = z.object({
  id,
  version: z.string(),
  serves: z.array(serves),
  state: versionState,
  /** One for each column, null where the version lacks that metric. */
  values: z.array(metricValue.nullable()),
  commitSha: z.string().nullable(),
  createdAt: instant,
});
export type VersionRow = z.infer<typeof versionRow>;

/** Versions as differences to what serves in the main environment. */
export const versionTable = pageOf(versionRow).extend({
  environment: z.string().nullable().describe("the main environment"),
  champion: z.object({ version: z.string(), values: z.array(metricValue.nullable()) }).nullable(),
  columns: z.array(column.extend({ bound: bound.describe("as the policy says") })),
});
export type VersionTable = z.infer<typeof versionTable>;

const role = z.enum(["viewer", "contributor", "approver", "maintainer"]);

/** What the head of a model's page needs beside the model. */
export const modelHead = model.extend({
  you: role,
  rollback: z.object({
    environment: z.string().nullable(),
    promotion: id.nullable(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    refusal: z.string().nullable().describe("why it can't be rolled back now; null when it can"),
  }),
});
export type ModelHead = z.infer<typeof modelHead>;

const deployment = z.object({
  id,
  environment: z.string(),
  version: z.string(),
  from: instant,
  to: instant.nullable(),
  source: z.enum(["promotion", "rollback", "observed"]),
  promotion: id.nullable(),
  ended: z.enum(["superseded", "rolled_back", "removed"]).nullable(),
  because: z.string().nullable(),
  approvedBy: z.array(z.string()),
});
export type DeploymentShape = z.infer<typeof deployment>;

const promotionLine = z.object({
  id,
  environment: z.string(),
  status: z.string(),
  requestedBy: z.string(),
  createdAt: instant,
  outcome: z.string().nullable(),
});

export const versionDetail = version.extend({
  you: role,
  latest: z.boolean().describe("whether no newer version is registered"),
  state: versionState,
  serves: z.array(serves),
  environment: z.string().nullable().describe("the main environment"),
  champion: z
    .string()
    .nullable()
    .describe("the version compared with: what serves there; null when nothing else does"),
  run: z.object({ id, name: z.string(), status: z.string(), url: z.string().nullable() }).nullable(),
  runExternalId: z.string().nullable(),
  measuredOf: z
    .enum(["model", "run"])
    .describe("whose metrics its own are: those of its logged model, or of its source run"),
  measures: z.array(
    column.extend({
      value: metricValue.nullable(),
      champion: metricValue.nullable(),
      mayBeNaN: z.boolean().describe("the registry says 0, which it also says for NaN"),
      championMayBeNaN: z.boolean(),
    }),
  ),
  params: z.array(
    z.object({
      name: z.string(),
      value: z.string().nullable(),
      champion: z.string().nullable(),
      cut: z
        .boolean()
        .describe("its value is exactly as long as its system keeps them: the rest may be missing"),
    }),
  ),
  artifacts: z.array(z.object({ path: z.string(), sizeBytes: z.number().nullable() })),
  artifactCount: z.number().int(),
  promotions: z.array(promotionLine),
  deployments: z.array(deployment),
});
export type VersionDetail = z.infer<typeof versionDetail>;

/** A live metric over the time of one pixel. Values that are NaN or infinite take no part: null where there is no other. */
export const livePoint = z.object({
  at: instant,
  mean: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  n: z.number().int(),
});
export type LivePoint = z.infer<typeof livePoint>;

export const timelineInput = oneModel.extend({
  from: instant.optional().describe("`days` before `to`, where not given"),
  to: instant.optional().describe("now, where not given"),
  days: z.number().int().min(1).max(3650).default(60),
  width: z.number().int().min(50).max(2000).default(600).describe("pixels of the live curve"),
});
export type TimelineInput = z.input<typeof timelineInput>;

export const timeline = z.object({
  from: instant,
  to: instant,
  whole: z.object({ from: instant, to: instant }).describe("the last `days`"),
  lanes: z.array(z.object({ environment: z.string(), main: z.boolean(), deployments: z.array(deployment) })),
  live: z
    .object({
      environment: z.string(),
      name: z.string(),
      better,
      bound: bound.describe("as the policy of the environment says"),
      day: z
        .object({ mean: z.number(), n: z.number().int() })
        .nullable()
        .describe("of the last 24 hours, under the version that serves now"),
      state: liveStateName,
      points: z.array(livePoint),
    })
    .nullable(),
});
export type Timeline = z.infer<typeof timeline>;

export const liveMetricInput = oneModel.extend({
  environment: z
    .string()
    .max(200)
    .optional()
    .describe("the most important with a live metric, where not given"),
  metric: z
    .string()
    .max(250)
    .optional()
    .describe("the one that stands for the model's quality, where not given"),
  from: instant.optional().describe("`days` before `to`, where not given"),
  to: instant.optional().describe("now, where not given"),
  days: z.number().int().min(1).max(3650).default(30),
  width: z.number().int().min(50).max(2000).default(800).describe("pixels of the curve"),
});
export type LiveMetricInput = z.input<typeof liveMetricInput>;

/** A version's time in service, with the metric's mean over all of it. */
const service = deployment
  .pick({
    id: true,
    version: true,
    from: true,
    to: true,
    source: true,
    promotion: true,
    ended: true,
    because: true,
  })
  .extend({ mean: z.object({ mean: z.number(), n: z.number().int() }).nullable() });
export type Service = z.infer<typeof service>;

/** One live metric of a model in an environment over a window of time. */
export const liveMetric = z.object({
  model: z.string(),
  project: z.string(),
  from: instant,
  to: instant,
  environments: z.array(z.string()).describe("the model's, most important first"),
  environment: z.string().nullable(),
  metrics: z.array(z.string()).describe("those measured in the environment, the main one first"),
  metric: z
    .object({
      name: z.string(),
      better,
      bound: bound.describe("as the policy of the environment says"),
      day: z
        .object({ mean: z.number(), n: z.number().int() })
        .nullable()
        .describe("of the last 24 hours, under the version that serves now"),
      state: liveStateName,
      buckets: z.array(bucket),
    })
    .nullable(),
  services: z.array(service).describe("what served there in the window, oldest first"),
});
export type LiveMetricView = z.infer<typeof liveMetric>;

export const servingNowInput = z.object({
  project: z.string().max(60).optional(),
  limit: z.number().int().min(1).max(50).default(12),
});

export const servingNow = z.object({
  models: z.number().int(),
  environments: z.number().int(),
  items: z.array(
    z.object({
      model: z.string(),
      project: z.string(),
      main: inEnvironment.nullable(),
      /** The environment next in importance, and what serves there. */
      next: z.object({ environment: z.string(), version: z.string().nullable() }).nullable(),
      live: z
        .object({
          name: z.string(),
          better,
          day: z
            .object({ mean: z.number(), n: z.number().int() })
            .nullable()
            .describe(
              "of the last 24 hours; null while nothing was measured since the present version serves",
            ),
          bound,
          state: liveStateName,
          recoveredDays: z
            .number()
            .int()
            .nullable()
            .describe("how many days ago the mean last broke the bound, within a week; null when it did not"),
          week: z.array(z.number().nullable()).describe("the last value of each six hours of seven days"),
        })
        .nullable(),
      openPromotion: openPromotion.nullable(),
      reports: z.number().int(),
    }),
  ),
});
export type ServingNow = z.infer<typeof servingNow>;
