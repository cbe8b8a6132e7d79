import "server-only";
import { z } from "zod";
import { mapBounded } from "../bounded.ts";
import { BackendError } from "../errors.ts";
import { instantOfText } from "../time.ts";
import type { ReadRunsInput, RunPage } from "../types.ts";
import { type WalkFetch, walk } from "../walk.ts";
import type { KindRule } from "./about.ts";
import { type GitlabClient, LIST_PAGE } from "./client.ts";
import { projectIdOf, runOfGitlab } from "./map.ts";
import type { GitlabPipelineBasic } from "./schema.ts";

/**
 * Reads GitLab's pipelines by their `updated_at`. For each project:
 * - what changed since the last sync, with an overlap for changes that were committed late;
 * - unfinished pipelines, since a job may change without its pipeline's `updated_at`;
 * - the past, newest first, once.
 * The plain list leaves out child pipelines, so they are a stream of their own. Each pipeline costs two more calls
 * (detail and jobs): those that the overlap shows again unchanged are skipped.
 */
const OVERLAP_MS = 30_000;
/** The first sync begins this far back before it reads the past, since clocks may differ. */
const FIRST_LOOK_BACK_MS = 3_600_000;
/** While the past is read, changes are read again this often. */
const CHANGES_EVERY_MS = 15_000;
const SLICE = 25;
const WIDTH = 4;
const OPEN_AT_ONCE = 50;

const cursorShape = z.object({
  /** Changes up to here have been seen. */
  changedTo: z.number(),
  past: z.object({ before: z.number().nullable() }).nullable(),
  /** Change times of the pipelines inside the overlap. */
  recent: z.record(z.string(), z.string()),
});
type Cursor = z.infer<typeof cursorShape>;

export type GitlabRunOptions = {
  projects: readonly string[];
  kinds: readonly KindRule[];
  childPipelines: boolean;
  now: () => number;
};

/** Reads all projects, each in one stream (two with child pipelines). */
export async function* readGitlabRuns(
  client: GitlabClient,
  options: GitlabRunOptions,
  input: ReadRunsInput,
): AsyncGenerator<RunPage> {
  const seen = new Set<string>();
  const streams = options.projects.flatMap((project) => [
    { project, stream: `pipelines:${project}`, child: false },
    ...(options.childPipelines ? [{ project, stream: `children:${project}`, child: true }] : []),
  ]);
  const readers = streams.map((stream) => ({
    stream,
    reader: streamReader(client, options, stream, input, seen),
  }));
  const failed = new Map<string, BackendError>();
  for (const { stream, reader } of readers) yield* unlessFailed(stream.project, failed, reader.changed());
  const first = readers[0];
  if (first) yield* first.reader.open();
  let changesReadAt = options.now();
  for (const { stream, reader } of readers) {
    for await (const page of unlessFailed(stream.project, failed, reader.past())) {
      yield page;
      if (options.now() - changesReadAt < CHANGES_EVERY_MS) continue;
      for (const other of readers) yield* unlessFailed(other.stream.project, failed, other.reader.changed());
      changesReadAt = options.now();
    }
  }
  for (const error of failed.values()) throw error;
}

/** A project that is gone or forbidden does not stop the others from being read: its error is thrown at the end. */
async function* unlessFailed(
  project: string,
  failed: Map<string, BackendError>,
  pages: AsyncIterable<RunPage>,
): AsyncGenerator<RunPage> {
  if (failed.has(project)) return;
  try {
    yield* pages;
  } catch (error) {
    if (!(error instanceof BackendError) || !["not_found", "forbidden"].includes(error.kind)) throw error;
    failed.set(project, error);
  }
}

type Stream = { project: string; stream: string; child: boolean };

function streamReader(
  client: GitlabClient,
  options: GitlabRunOptions,
  { project, stream, child }: Stream,
  input: ReadRunsInput,
  seen: Set<string>,
) {
  const { signal } = input;
  const cursor = readCursor(input.cursors[stream], options.now());
  let total: number | null = null;

  const fetch: WalkFetch<GitlabPipelineBasic> = async ({ from, to, order, pageToken }) => {
    // GitLab's bounds are exclusive, and its clock is finer than the milliseconds in its answers.
    const query = {
      sort: order,
      updated_after: from === null ? undefined : new Date(from - 1).toISOString(),
      updated_before: to === null ? undefined : new Date(to + 1).toISOString(),
      source: child ? ("parent_pipeline" as const) : undefined,
      page: pageToken === null ? 1 : Number(pageToken),
    };
    const page = await client.pipelines(project, query, signal);
    total = page.total;
    return { items: page.items, nextPageToken: page.nextPage };
  };

  /** Reads the details of a list's pipelines in slices, so that the cursor advances often. */
  async function* withDetails(list: GitlabPipelineBasic[], phase: string, left: number | null) {
    for (let i = 0; i < list.length; i += SLICE) {
      const slice = list.slice(i, i + SLICE);
      const found = await mapBounded(slice, WIDTH, (basic) => detailOf(client, basic, options.kinds, signal));
      for (const { run } of found) seen.add(run.externalId);
      const remaining = left === null ? null : Math.max(0, left - i - slice.length);
      yield pageOf(found, phase, remaining);
    }
  }

  function pageOf(
    found: Awaited<ReturnType<typeof detailOf>>[],
    phase: string,
    remaining: number | null,
  ): RunPage {
    const pipelines = new Map(found.map(({ pipeline }) => [pipeline.externalId, pipeline]));
    return {
      stream,
      cursor: structuredClone(cursor),
      pipelines: [...pipelines.values()],
      runs: found.map(({ run }) => run),
      phase: `${phase} of ${project}`,
      remaining,
    };
  }

  return {
    async *changed(): AsyncGenerator<RunPage> {
      const began = options.now();
      for await (const page of walk("asc", cursor.changedTo - OVERLAP_MS, fetch, changeOf)) {
        const fresh = page.items.filter((item) => cursor.recent[item.id] !== item.updated_at);
        yield* withDetails(fresh, "Changed pipelines", null);
        cursor.changedTo = Math.max(cursor.changedTo, Math.min(page.bound, began));
        for (const item of fresh) cursor.recent[item.id] = item.updated_at ?? "";
        cursor.recent = within(cursor.recent, cursor.changedTo - OVERLAP_MS);
        if (fresh.length > 0) yield pageOf([], "Changed pipelines", null);
      }
    },

    async *open(): AsyncGenerator<RunPage> {
      const open = input.openRuns.filter((run) => !seen.has(run.externalId)).slice(0, OPEN_AT_ONCE);
      for (let i = 0; i < open.length; i += SLICE) {
        const found = await mapBounded(open.slice(i, i + SLICE), WIDTH, (run) =>
          openRun(client, run, options.kinds, signal),
        );
        yield pageOf(
          found.filter((one) => one !== null),
          "Open pipelines",
          null,
        );
      }
    },

    async *past(): AsyncGenerator<RunPage> {
      if (cursor.past === null) return;
      for await (const page of walk("desc", cursor.past.before, fetch, changeOf)) {
        const unread = page.items.filter((item) => !seen.has(item.id));
        yield* withDetails(unread, "Past pipelines", total);
        cursor.past = page.end ? null : { before: page.bound };
        yield pageOf([], "Past pipelines", total === null ? null : Math.max(0, total - LIST_PAGE));
      }
    },
  };
}

const changeOf = (item: GitlabPipelineBasic): number =>
  Date.parse(instantOfText(item.updated_at ?? item.created_at) ?? "1970-01-01T00:00:00Z");

const within = (recent: Record<string, string>, from: number): Record<string, string> =>
  Object.fromEntries(
    Object.entries(recent).filter(
      ([, at]) => Date.parse(instantOfText(at) ?? "1970-01-01T00:00:00Z") >= from,
    ),
  );

function readCursor(stored: unknown, now: number): Cursor {
  const known = cursorShape.safeParse(stored);
  return known.success
    ? known.data
    : { changedTo: now - FIRST_LOOK_BACK_MS, past: { before: null }, recent: {} };
}

/** A pipeline with its jobs. One that was deleted since it was listed is returned as listed. */
async function detailOf(
  client: GitlabClient,
  basic: GitlabPipelineBasic,
  kinds: readonly KindRule[],
  signal: AbortSignal,
) {
  try {
    const detail = await client.pipeline(basic.project_id, basic.id, signal);
    const jobs = await client.jobs(basic.project_id, basic.id, signal);
    return runOfGitlab(detail, jobs, kinds);
  } catch (error) {
    if (!(error instanceof BackendError) || error.kind !== "not_found") throw error;
    return runOfGitlab(
      { ...basic, user: null, started_at: null, finished_at: null, duration: null },
      null,
      kinds,
    );
  }
}

/** An unfinished pipeline as it is now; null when it was deleted. */
async function openRun(
  client: GitlabClient,
  run: { externalId: string; pipelineExternalId: string },
  kinds: readonly KindRule[],
  signal: AbortSignal,
) {
  const project = projectIdOf(run.pipelineExternalId);
  try {
    const detail = await client.pipeline(project, run.externalId, signal);
    return runOfGitlab(detail, await client.jobs(project, run.externalId, signal), kinds);
  } catch (error) {
    if (error instanceof BackendError && error.kind === "not_found") return null;
    throw error;
  }
}
