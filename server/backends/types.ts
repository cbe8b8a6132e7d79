import type { Readable } from "node:stream";
import type { z } from "zod";
import type { runKind, runStatus } from "@/server/foundation/shapes";

/**
 * What every outside system looks like to the rest of Terrapin. Vendors' words end here: times are ISO 8601 in UTC,
 * statuses are Terrapin's seven words with the vendor's own beside them, ids are strings unique within the connection.
 */

export type RunKind = z.infer<typeof runKind>;
export type RunStatus = z.infer<typeof runStatus>;

export type SourcePipeline = {
  externalId: string;
  name: string;
  kind: RunKind;
  url: string | null;
};

export type SourceMetric = {
  name: string;
  /** May be NaN, Infinity or -Infinity. */
  value: number;
  step: number | null;
  at: string | null;
};

export type SourceDataset = {
  name: string;
  digest: string;
  /** What the run used it for, such as "training"; empty where not said. */
  context: string;
  sourceType: string | null;
  source: string | null;
};

export type SourceArtifact = { path: string; sizeBytes: number | null };

export type SourceJob = {
  externalId: string;
  name: string;
  stage: string;
  status: RunStatus;
  statusRaw: string;
  failureReason: string | null;
  allowedToFail: boolean;
  queuedAt: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  durationMs: number | null;
  url: string | null;
  artifacts: SourceArtifact[];
};

export type SourceRun = {
  externalId: string;
  pipelineExternalId: string;
  kind: RunKind;
  name: string;
  number: string | null;
  status: RunStatus;
  /** The vendor's own word for the status. */
  statusRaw: string;
  branch: string | null;
  commitSha: string | null;
  commitTitle: string | null;
  trigger: string | null;
  actor: string | null;
  queuedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  durationMs: number | null;
  url: string | null;
  /** The vendor's change time, null where it tells none. */
  changedAt: string | null;
  tags: Record<string, string>;
  params: { name: string; value: string }[];
  /** The latest value of each metric. */
  metrics: SourceMetric[];
  datasets: SourceDataset[];
  /** Null where the system has no jobs. */
  jobs: SourceJob[] | null;
};

/** Some runs, and how far they bring us: the cursor is kept in the transaction that keeps the runs. */
export type RunPage = {
  stream: string;
  /** JSON that only the backend reads. */
  cursor: unknown;
  pipelines: SourcePipeline[];
  runs: SourceRun[];
  /** What is being read, for the progress line: "new runs", "history back to 2026-03-01". */
  phase: string;
  /** About how many runs this reading will still bring; null where nothing tells. */
  remaining: number | null;
};

export type ReadRunsInput = {
  /** The cursor of each stream, as last kept; empty at the first reading. */
  cursors: Readonly<Record<string, unknown>>;
  /** Runs that were not over when last seen and that may need another look. */
  openRuns: readonly { externalId: string; pipelineExternalId: string }[];
  signal: AbortSignal;
};

/** Reads runs that are new or have changed, oldest cursor first, newest runs first where there is a long past. */
export interface RunSource {
  readRuns(input: ReadRunsInput): AsyncIterable<RunPage>;
}

/** One value of a metric's history; `at` in milliseconds since 1970. */
export type SourcePoint = { step: number; at: number; value: number };

export type SeriesWanted = { runExternalId: string; metric: string };

export interface TrackingSource extends RunSource {
  /**
   * The whole history of each wanted series, as logged. Points of one series may come in several pieces;
   * `last` marks its final one. A series without points comes once, empty.
   */
  readHistories(
    wanted: readonly SeriesWanted[],
    signal: AbortSignal,
  ): AsyncIterable<SeriesWanted & { points: SourcePoint[]; last: boolean }>;
  /** All files of a run, folders walked through, at most `limit`. */
  listArtifacts(runExternalId: string, limit: number, signal: AbortSignal): Promise<SourceArtifact[]>;
}

export interface CiBackend extends RunSource {
  readRun(pipelineExternalId: string, runExternalId: string, signal: AbortSignal): Promise<RunPage>;
  /** A job's log as the bytes arrive. */
  openLog(job: { pipelineExternalId: string; jobExternalId: string }, signal: AbortSignal): Promise<Readable>;
}

export type SourceModel = {
  name: string;
  description: string;
  tags: Record<string, string>;
  createdAt: string;
  updatedAt: string;
  url: string | null;
  aliases: { alias: string; version: string }[];
};

export type SourceVersion = {
  model: string;
  version: string;
  runExternalId: string | null;
  source: string | null;
  /** The registry's own word, such as READY. */
  status: string;
  description: string;
  tags: Record<string, string>;
  createdAt: string;
  updatedAt: string;
  createdBy: string | null;
  url: string | null;
};

export interface Registry {
  /** All models with their aliases. */
  readModels(signal: AbortSignal): AsyncIterable<SourceModel[]>;
  /** Versions changed at or after `since` (ISO 8601; null: all), most recently changed first. */
  readVersions(since: string | null, signal: AbortSignal): AsyncIterable<SourceVersion[]>;
  /** The version an alias stands on now; null when the model has no such alias. */
  readAlias(model: string, alias: string, signal?: AbortSignal): Promise<string | null>;
  /** Sets or moves an alias. There is no compare-and-swap: read before and after. Not repeated by itself. */
  setAlias(model: string, alias: string, version: string, signal?: AbortSignal): Promise<void>;
  deleteAlias(model: string, alias: string, signal?: AbortSignal): Promise<void>;
}

/** What a test of a connection found out. */
export type Probe = {
  version: string | null;
  /** Who the credentials belong to, where the system tells. */
  account: string | null;
  /** What can be read, in words: "3 experiments", "project team/fraud". */
  reads: string[];
};

export interface Backend {
  /** Throws BackendError when something of what the connection needs cannot be read. */
  probe(signal: AbortSignal): Promise<Probe>;
  /** Where runs are read from. */
  runs: RunSource;
  /** The status words of the system that have a word of ours. */
  knownStatuses: readonly string[];
  tracking: TrackingSource | null;
  registry: Registry | null;
  ci: CiBackend | null;
  /** Lets go of the sockets. */
  close(): void;
}

export type Patience = {
  /** How often a reading call is tried in all. */
  attempts?: number;
  /** Longest pause the system may ask for that is sat out in place, in milliseconds; a longer one is thrown. */
  patienceMs?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
};
