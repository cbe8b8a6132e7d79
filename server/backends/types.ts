import type { Readable } from "node:stream";
import type { z } from "zod";
import type { runKind, runStatus } from "@/server/foundation/shapes";
import type { Outbound } from "@/server/outbound/judge";

/**
 * What an outside system looks like to the rest of Terrapin, whatever its vendor: times are ISO 8601 in UTC, a status is
 * one of Terrapin's seven with the vendor's own word beside it, ids are strings that are unique within the connection.
 */

export type RunKind = z.infer<typeof runKind>;
export type RunStatus = z.infer<typeof runStatus>;

export type SourcePipeline = {
  externalId: string;
  name: string;
  kind: RunKind;
  url: string | null;
  /** It was deleted there, and its runs with it. */
  deleted?: boolean;
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
  /** What the run used it for, such as "training"; empty where unknown. */
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

/** A record, or a part of one, that could not be kept: in words for the pages of its run and of its connection. */
export type LeftOut = {
  what: string;
  why: string;
  todo: string;
  /** The record that is missing as a whole, by its id in its own system: a model's name, a version's as `NAME@VERSION`. */
  record?: { kind: "run" | "model" | "version"; id: string };
};

export type SourceRun = {
  externalId: string;
  pipelineExternalId: string;
  /** The run that it is part of, in the same system. */
  parentExternalId?: string;
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
  /** When it was last changed, by the vendor; null where the vendor does not say. */
  changedAt: string | null;
  tags: Record<string, string>;
  params: { name: string; value: string }[];
  /** The latest value of each metric. */
  metrics: SourceMetric[];
  datasets: SourceDataset[];
  /** Null where the system has no jobs. */
  jobs: SourceJob[] | null;
  /** Parts of it that could not be kept. */
  leftOut?: LeftOut[];
  /** It was deleted there, and can be restored. */
  deleted?: boolean;
};

/** Some runs and the cursor behind them: both are stored in one transaction. */
export type RunPage = {
  stream: string;
  /** JSON whose meaning only the backend knows. */
  cursor: unknown;
  pipelines: SourcePipeline[];
  runs: SourceRun[];
  /** Records between them that could not be read. */
  leftOut?: LeftOut[];
  /** What is being read, for the progress line: "new runs", "history back to 2026-03-01". */
  phase: string;
  /** About how many runs are still to come; null where that is unknown. */
  remaining: number | null;
};

export type ReadRunsInput = {
  /** The stored cursor of each stream; empty at the first sync. */
  cursors: Readonly<Record<string, unknown>>;
  /** Unfinished runs of earlier syncs, which may have changed. */
  openRuns: readonly { externalId: string; pipelineExternalId: string }[];
  /** Runs that versions in the registry came from and that were never read, however long ago they ran. */
  sourceRuns?: readonly string[];
  /** Runs that may have been deleted, or restored, since they were read: those that were are read again. */
  watched?: { living: readonly string[]; deleted: readonly string[] };
  /** A person asked for it: what leaves no time of change is read again too, newest first. */
  again?: boolean;
  signal: AbortSignal;
};

export interface RunSource {
  /** Reads runs that are new or have changed, then the past, newest first. */
  readRuns(input: ReadRunsInput): AsyncIterable<RunPage>;
}

/** One value of a metric's history; `at` in milliseconds since 1970. */
export type SourcePoint = { step: number; at: number; value: number };

export type SeriesWanted = { runExternalId: string; metric: string };

/** Training runs and their metrics. */
export interface Tracking extends RunSource {
  /**
   * Reads the whole history of each wanted series, as logged. Points of one series may come in several pieces;
   * `last` marks the final one. A series without points comes once, empty.
   */
  readHistories(
    wanted: readonly SeriesWanted[],
    signal: AbortSignal,
  ): AsyncIterable<SeriesWanted & { points: SourcePoint[]; last: boolean }>;
  /** Reads one run as it is now; null when it is gone for good. */
  readRun(externalId: string, signal: AbortSignal): Promise<SourceRun | null>;
}

/** Files of runs. */
export interface Artifacts {
  /** Lists all files of a run, at every depth, at most `limit`. */
  listArtifacts(runExternalId: string, limit: number, signal: AbortSignal): Promise<SourceArtifact[]>;
}

/** Pipelines with their jobs. */
export interface Ci extends RunSource {
  /** Streams a job's log. */
  openLog(job: { pipelineExternalId: string; jobExternalId: string }, signal: AbortSignal): Promise<Readable>;
}

export type SourceModel = {
  name: string;
  description: string;
  tags: Record<string, string>;
  /** A rename keeps it; a model that was deleted and made again has another. 1970 where it is not known. */
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
  /** The model it was registered from, where the registry measures models apart from their runs. */
  loggedModelId: string | null;
  /** The registry's own word, such as READY. */
  status: string;
  description: string;
  tags: Record<string, string>;
  /** A number that was deleted and given again has another. 1970 where it is not known. */
  createdAt: string;
  updatedAt: string;
  createdBy: string | null;
  url: string | null;
};

/** The newest value of a metric of a logged model, on one data set. */
export type SourceModelMetric = SourceMetric & {
  /** What it was measured on; null where that was not said. */
  dataset: string | null;
  /** The registry answers the same for 0 and for NaN, and nothing else tells which it was. */
  mayBeNaN: boolean;
};

export type SourceModelMetrics = {
  loggedModelId: string;
  metrics: SourceModelMetric[];
  /** Without metrics of its own: whether its run measured this model and no other. */
  onlyModelOfRun: boolean;
};

/** Models, their versions and aliases. */
export interface Registry {
  /** Reads all models with their aliases. A change while the pages are read may repeat a model or leave one out. */
  readModels(signal: AbortSignal): AsyncIterable<SourceModel[]>;
  /** One model as it is now; null when it is gone. */
  readModel(name: string, signal?: AbortSignal): Promise<SourceModel | null>;
  /** Reads versions changed at or after `since` (ISO 8601; null: all), most recently changed first. */
  readVersions(since: string | null, signal: AbortSignal): AsyncIterable<SourceVersion[]>;
  /** Reads all versions of one model; none when the model is gone. */
  readVersionsOf(model: string, signal?: AbortSignal): Promise<SourceVersion[]>;
  /** One version as it is now; null when it is gone. */
  readVersion(model: string, version: string, signal?: AbortSignal): Promise<SourceVersion | null>;
  /** What was measured of a logged model; null when it is gone. */
  readModelMetrics(loggedModelId: string, signal?: AbortSignal): Promise<SourceModelMetrics | null>;
  /** The version that an alias points to now; null when the model has no such alias. */
  readAlias(model: string, alias: string, signal?: AbortSignal): Promise<string | null>;
  /** Sets or moves an alias. There is no compare-and-swap: read before and after. It is never retried. */
  setAlias(model: string, alias: string, version: string, signal?: AbortSignal): Promise<void>;
  deleteAlias(model: string, alias: string, signal?: AbortSignal): Promise<void>;
}

/** The interface behind each capability that a vendor may have. */
export interface Interfaces {
  tracking: Tracking;
  artifacts: Artifacts;
  registry: Registry;
  ci: Ci;
}
export type Capability = keyof Interfaces;

/** The result of testing a connection. */
export type Probe = {
  version: string | null;
  /** Whose credentials they are, where the system says. */
  account: string | null;
  /** What can be read, in words: "3 experiments", "project team/fraud". */
  reads: string[];
};

type AnyBackend = {
  /** @throws BackendError when anything that the connection needs cannot be read */
  probe(signal: AbortSignal): Promise<Probe>;
  /** The vendor's status words that have a status of ours. */
  knownStatuses: readonly string[];
  /** Closes the sockets. */
  close(): void;
};

/** A connected system with the interfaces of the capabilities it has. */
export type Backend = AnyBackend & Partial<Interfaces>;

/** A backend with exactly the given capabilities. */
export type BackendWith<C extends Capability> = AnyBackend &
  Pick<Interfaces, C> & { [K in Exclude<Capability, C>]?: undefined };

/** How a client behaves towards its server. */
export type ClientOptions = {
  /** To which addresses it may connect. */
  outbound: Outbound;
  /** Longest time for a whole answer, in milliseconds. */
  timeoutMs?: number;
  /** How many times a reading call is tried in all. */
  attempts?: number;
  /** The longest pause that the client waits out by itself, in milliseconds; a longer one is thrown. */
  patienceMs?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
};
