import { openBackend } from "@/server/backends/open";
import type { Backend, RunPage, SourceRun } from "@/server/backends/types";
import type { Fault } from "@/server/sample/faults";
import { startGitlab } from "@/server/sample/gitlab/server";
import { startMlflowSample } from "@/server/sample/mlflow/server";
import { exportMlflow } from "../peers/export-mlflow";
import { PROJECT, smallGitlab } from "../peers/gitlab-data";
import { startMlflow, train } from "../peers/mlflow";

type Vendor = "mlflow" | "gitlab";
type Given = Parameters<typeof openBackend>[1];

/** An outside system that a backend is held against. */
export type World = {
  vendor: Vendor;
  url: string;
  credentials: Given;
  options: Parameters<typeof openBackend>[0]["options"];
  /** Makes the next requests go wrong; null where the system is real and can't be told to. */
  fail: ((fault: Fault) => void) | null;
  /** Requests so far; null where they are not counted. */
  requests: (() => { path: string; query: string }[]) | null;
  /** What broke the vendor's specification. */
  violations: () => readonly string[];
};

/** A real MLflow with trained models, the sample's MLflow playing an export of it, and the simulated GitLab. */
export async function startWorlds() {
  const real = await startMlflow();
  await train(real);
  const sample = await startMlflowSample({ data: await exportMlflow(real.url) });
  const gitlab = await startGitlab({ data: smallGitlab(Date.now()) });
  const worlds: Record<"MLflow" | "the sample's MLflow" | "GitLab", World> = {
    MLflow: {
      ...{ vendor: "mlflow", url: real.url, credentials: {}, options: {} },
      ...{ fail: null, requests: null, violations: () => [] },
    },
    "the sample's MLflow": {
      ...{ vendor: "mlflow", url: sample.url, credentials: {}, options: {} },
      ...{ fail: sample.control.fail, requests: () => sample.control.requests, violations: () => [] },
    },
    GitLab: {
      ...{ vendor: "gitlab", url: gitlab.url, credentials: { token: gitlab.token } },
      options: { projects: [PROJECT.path] },
      ...{ fail: gitlab.control.fail, requests: () => gitlab.control.requests },
      violations: () => gitlab.control.violations,
    },
  };
  return {
    worlds,
    async stop() {
      await Promise.all([gitlab.stop(), sample.stop()]);
      await real.stop();
    },
  };
}

const opened: Backend[] = [];

export function open(world: World, change: Partial<World> = {}): Backend {
  const { vendor, url, options, credentials } = { ...world, ...change };
  const backend = openBackend({ vendor, url, options }, credentials);
  opened.push(backend);
  return backend;
}

export function closeAll(): void {
  for (const backend of opened.splice(0)) backend.close();
}

export const signal = new AbortController().signal;

/** One whole reading: what came, and the cursors it ended with. */
export async function readAll(
  backend: Backend,
  cursors: Record<string, unknown> = {},
  openRuns: { externalId: string; pipelineExternalId: string }[] = [],
) {
  const runs = new Map<string, SourceRun>();
  const pages: RunPage[] = [];
  const next = { ...cursors };
  for await (const page of backend.runs.readRuns({ cursors, openRuns, signal })) {
    pages.push(page);
    next[page.stream] = page.cursor;
    for (const run of page.runs) runs.set(run.externalId, run);
  }
  return { runs, pages, cursors: next };
}
