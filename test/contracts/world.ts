import { BackendError } from "@/server/backends/errors";
import { openBackend, type Target } from "@/server/backends/open";
import type { Backend, RunPage, RunSource, SourceRun } from "@/server/backends/types";
import { outboundOf } from "@/server/outbound/judge";
import type { Fault } from "@/server/sample/faults";

/** A server that a backend is tested against. */
export type World = {
  target: Target;
  /** Part of the paths that runs are read from, for faults. */
  runsPath: string;
  /** Makes the next requests fail; null where the server is real. */
  fail: ((fault: Fault) => void) | null;
  /** Requests so far; null where they are not counted. */
  requests: (() => { path: string; query: string }[]) | null;
  /** What broke the vendor's specification. */
  violations: () => readonly string[];
  stop: () => Promise<void>;
};

/** What `test/contracts/vendors/<vendor>.ts` exports as `contract`. */
export type Contract = {
  /** `isReal`: the vendor's own server, which cannot be made to fail. */
  worlds: readonly { name: string; isReal?: true; start: () => Promise<World> }[];
  /** A simulator with little data, which starts in a moment. */
  small: () => Promise<World>;
  /** Tests of what only this vendor has. */
  ownTests?: (worlds: { of: (name: string) => World }) => void;
};

/** As where nobody but this machine reaches the installation. */
export const everythingOpen = outboundOf({ local: true, ranges: [], exact: true });

const opened: Backend[] = [];

export async function open({ target }: World, change: Partial<Target> = {}): Promise<Backend> {
  const backend = await openBackend({ ...target, ...change } as Target, { outbound: everythingOpen });
  opened.push(backend);
  return backend;
}

export function closeAll(): void {
  for (const backend of opened.splice(0)) backend.close();
}

export const signal = new AbortController().signal;

export const sourcesOf = ({ tracking, ci }: Backend): RunSource[] =>
  [tracking, ci].filter((source) => source !== undefined);

/** Reads all runs: what came, and the cursors it ended with. */
export async function readAll(
  backend: Backend,
  cursors: Record<string, unknown> = {},
  openRuns: { externalId: string; pipelineExternalId: string }[] = [],
) {
  const runs = new Map<string, SourceRun>();
  const pages: RunPage[] = [];
  const next = { ...cursors };
  for (const source of sourcesOf(backend)) {
    for await (const page of source.readRuns({ cursors, openRuns, signal })) {
      pages.push(page);
      next[page.stream] = page.cursor;
      for (const run of page.runs) runs.set(run.externalId, run);
    }
  }
  return { runs, pages, cursors: next };
}

/** The BackendError that some work ends with. */
export async function failureOf(work: Promise<unknown>): Promise<BackendError> {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (thrown instanceof BackendError) return thrown;
  throw new Error(`expected a BackendError, got ${String(thrown)}`);
}

/** The interface of a capability that the vendor states. */
export function offered<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("the backend does not offer what its vendor states");
  return part;
}
