import { z } from "zod";
import { id, instant, metricValue, pageInput, pageOf, runKind, runStatus } from "@/server/foundation/shapes";
import { parseFilter } from "./filter";
import { parseSort } from "./sort";

/** One or more of a set of words, with commas between them. */
const oneOrMore = <T extends z.ZodType<string, string>>(word: T) =>
  z
    .string()
    .max(500)
    .transform((text) =>
      text
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(word).min(1).max(20));

const filterLine = z
  .string()
  .max(2000)
  .transform((text, ctx) => {
    const parsed = parseFilter(text);
    if (parsed.ok) return parsed.conditions;
    ctx.addIssue({
      code: "custom",
      message: `cannot be read: ${parsed.what} ${parsed.todo}`.replace(/\.$/, ""),
    });
    return z.NEVER;
  });

const sortText = z
  .string()
  .max(260)
  .transform((text, ctx) => {
    const sort = parseSort(text);
    if (sort) return sort;
    ctx.addIssue({
      code: "custom",
      message: "is none of startedAt, durationMs and metrics.NAME, with or without - before it",
    });
    return z.NEVER;
  });

/** What narrows a list of runs down. */
export const runFilter = z.object({
  project: z.string().max(60).optional(),
  connection: id.optional(),
  pipeline: id.optional(),
  kind: oneOrMore(runKind).optional().describe("code, data, deploy, training; several with commas"),
  status: oneOrMore(runStatus)
    .optional()
    .describe("queued, running, waiting, succeeded, failed, canceled, skipped; several with commas"),
  branch: oneOrMore(z.string()).optional().describe("names, several with commas; * stands for anything"),
  commit: z
    .string()
    .regex(/^[0-9a-f]{6,64}$/i, "takes a commit's SHA, or its first six characters or more")
    .optional()
    .describe("a commit's SHA, or its beginning"),
  latest: z
    .boolean()
    .optional()
    .describe("true: of each pipeline only the newest run that succeeded or failed"),
  q: z.string().trim().max(200).optional().describe("words in the name, number, branch, commit or actor"),
  parent: z
    .union([z.enum(["none", "any"]), id])
    .optional()
    .describe("`none`: runs that are part of no other; `any`: runs that are; an id: those of that run"),
  from: instant.optional(),
  to: instant.optional(),
  filter: filterLine.optional().describe("`metrics.auc > 0.97 and params.depth = 8 and tags.team ~ risk`"),
});
export type RunFilter = z.output<typeof runFilter>;

export const listRuns = runFilter.extend({
  ...pageInput.shape,
  sort: sortText
    .prefault("-startedAt")
    .describe("startedAt, durationMs or metrics.NAME; - before it for the largest first"),
  metrics: z
    .string()
    .max(1000)
    .optional()
    .describe("names of metrics to send along, with commas; those of the filter and the sort always are"),
  params: z
    .string()
    .max(1000)
    .optional()
    .describe("names of params to send along, with commas; those of the filter always are"),
});
export type ListRuns = z.output<typeof listRuns>;

export const run = z.object({
  id,
  project: z.string(),
  connection: id,
  connectionName: z.string(),
  vendor: z.string(),
  pipeline: z.object({ id, name: z.string() }),
  externalId: z.string(),
  kind: runKind,
  name: z.string(),
  number: z.string().nullable(),
  parent: id.nullable().describe("the run that it is part of"),
  children: z.number().int().describe("how many runs are part of it, those of its children left out"),
  status: runStatus,
  statusRaw: z.string(),
  branch: z.string().nullable(),
  commitSha: z.string().nullable(),
  commitTitle: z.string().nullable(),
  trigger: z.string().nullable(),
  actor: z.string().nullable(),
  queuedAt: instant.describe(
    "when it was asked for; what startedAt sorts and from and to look at, since every run has it",
  ),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  durationMs: z.number().nullable(),
  deletedAt: instant
    .nullable()
    .describe("when a sync saw that it was deleted in its system; null while it is there"),
  url: z.string().nullable(),
  metrics: z.record(z.string(), metricValue),
  params: z.record(z.string(), z.string()),
  mayBeNaN: z.array(z.string()).describe("those of `metrics` whose 0 may be a NaN: see the run's `measures`"),
});
export type Run = z.infer<typeof run>;
export const runPage = pageOf(run);

/** Counting stops at the bound, which `more` tells. */
const bounded = z.object({ count: z.number().int(), more: z.boolean() });
export const runCounts = z.object({
  matching: bounded,
  nested: bounded.describe("runs that match all but `parent`, and are part of another run"),
  all: bounded,
  live: z.number().int(),
});
export type RunCounts = z.infer<typeof runCounts>;

/** What stands around a run along the trace. */
const linkedRun = z.object({
  id,
  kind: runKind,
  name: z.string(),
  pipeline: z.string(),
  number: z.string().nullable(),
  status: runStatus,
  queuedAt: instant,
});

export const runDetail = run.extend({
  vendorName: z.string(),
  leftOut: z
    .array(z.object({ what: z.string(), why: z.string(), todo: z.string() }))
    .describe("parts of it that could not be kept"),
  metrics: z.record(z.string(), metricValue).describe("the last value of each metric"),
  measures: z.array(
    z.object({
      name: z.string(),
      value: metricValue,
      step: z.number().nullable(),
      at: instant.nullable(),
      mayBeNaN: z
        .boolean()
        .describe("a 0 without a time, which is also what a NaN in a malformed request leaves"),
      better: z.enum(["higher", "lower"]).nullable(),
      points: z.number().int().describe("how long its series is; see GET /series"),
    }),
  ),
  params: z.record(z.string(), z.string()).describe("all of them"),
  tags: z.record(z.string(), z.string()),
  cut: z
    .object({ params: z.array(z.string()), tags: z.array(z.string()) })
    .describe(
      "names of those whose value is exactly as long as its system keeps them: the rest may be missing",
    ),
  datasets: z.array(
    z.object({
      name: z.string(),
      digest: z.string(),
      context: z.string(),
      sourceType: z.string().nullable(),
      source: z.string().nullable(),
    }),
  ),
  artifacts: z
    .array(z.object({ path: z.string(), sizeBytes: z.number().nullable() }))
    .describe("at most 1000 here; see /artifacts"),
  jobs: z.number().int().describe("how many there are; see /jobs"),
  failedJob: z.object({ id, name: z.string(), failureReason: z.string().nullable() }).nullable(),
  links: z.object({
    sameCommit: z.array(linkedRun).describe("other runs of the same commit, newest first"),
    versions: z.array(z.object({ model: z.string(), version: z.string(), createdAt: instant })),
    ancestors: z
      .array(linkedRun)
      .describe("the run that it is part of, behind those that this one is part of"),
  }),
});
export type RunDetail = z.infer<typeof runDetail>;

export const oneRun = z.object({ id });
export const oneJob = z.object({ id, job: id });

export const job = z.object({
  id,
  externalId: z.string(),
  name: z.string(),
  stage: z.string(),
  status: runStatus,
  statusRaw: z.string(),
  failureReason: z.string().nullable(),
  allowedToFail: z.boolean(),
  queuedAt: instant.nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  durationMs: z.number().nullable(),
  url: z.string().nullable(),
  artifacts: z.array(z.object({ path: z.string(), sizeBytes: z.number().nullable() })),
  recent: z
    .object({ failed: z.number().int(), of: z.number().int() })
    .nullable()
    .describe("of a failed job: how often it failed in the pipeline's last runs, this one among them"),
});
export type Job = z.infer<typeof job>;
export const jobList = z.object({ items: z.array(job) });

export const jobLog = z.object({
  text: z.string().describe("as the system keeps it, colours and all"),
  bytes: z.number().int(),
  omittedBytes: z.number().int().describe("left out of the middle of a very long log"),
});
export type JobLog = z.infer<typeof jobLog>;

export const listArtifacts = pageInput.extend({ id });
export const artifactPage = pageOf(
  z.object({ path: z.string(), sizeBytes: z.number().nullable(), job: z.string().nullable() }),
);

export const histogramInput = runFilter.extend({ buckets: z.number().int().min(1).max(400).default(96) });

export const lastTwentyInput = z.object({ pipelines: z.array(id).max(200) });
export const lastTwentyOutput = z.object({
  items: z.array(
    z.object({
      pipeline: id,
      runs: z.array(z.object({ id, status: runStatus, queuedAt: instant })).describe("oldest first"),
    }),
  ),
});

export const facetsInput = z.object({ project: z.string().max(60).optional() });
export const facets = z.object({
  branches: z.array(z.string()),
  pipelines: z.array(z.object({ id, name: z.string(), kind: runKind })),
  metrics: z
    .array(z.object({ name: z.string(), better: z.enum(["higher", "lower"]).nullable() }))
    .describe("what recent training runs were measured by, most common first"),
  params: z.array(z.string()),
});
export type Facets = z.infer<typeof facets>;
