import "server-only";
import type { Backend, CiBackend, Patience, Probe } from "../types.ts";
import { type GitlabClient, type GitlabCredentials, openGitlabClient } from "./client.ts";
import type { KindRule } from "./kinds.ts";
import { knownStatuses, projectIdOf, runOfGitlab } from "./map.ts";
import { readGitlabRuns } from "./runs.ts";

export type GitlabOptions = {
  /** Projects to read, each by number or by path (`group/sub/project`). */
  projects?: readonly string[];
  kinds?: readonly KindRule[];
  /** Whether pipelines started by other pipelines are read too; on unless switched off. */
  childPipelines?: boolean;
};

/** A GitLab server: the pipelines and jobs of the projects named in the options. */
export function openGitlab(
  url: string,
  credentials: GitlabCredentials,
  options: GitlabOptions,
  patience: Patience = {},
): Backend {
  const now = patience.now ?? Date.now;
  const client = openGitlabClient(url, credentials, patience);
  const projects = options.projects ?? [];
  const kinds = options.kinds ?? [];
  const ci: CiBackend = {
    readRuns: (input) =>
      readGitlabRuns(client, { projects, kinds, childPipelines: options.childPipelines ?? true, now }, input),

    async readRun(pipelineExternalId, runExternalId, signal) {
      const project = projectIdOf(pipelineExternalId);
      const detail = await client.pipeline(project, runExternalId, signal);
      const found = runOfGitlab(detail, await client.jobs(project, runExternalId, signal), kinds);
      return {
        stream: "",
        cursor: null,
        pipelines: [found.pipeline],
        runs: [found.run],
        phase: "One pipeline",
        remaining: 0,
      };
    },

    openLog: (job, signal) => client.trace(projectIdOf(job.pipelineExternalId), job.jobExternalId, signal),
  };
  return {
    probe: (signal) => probe(client, projects, signal),
    runs: ci,
    knownStatuses,
    tracking: null,
    registry: null,
    ci,
    close: client.close,
  };
}

async function probe(client: GitlabClient, projects: readonly string[], signal: AbortSignal): Promise<Probe> {
  const version = await client.version(signal);
  const reads: string[] = [];
  for (const project of projects) {
    const page = await client.pipelines(project, { sort: "desc", page: 1, per_page: 1 }, signal);
    const many = page.total === null ? "more than 10,000 pipelines" : `${page.total} pipelines`;
    reads.push(`${project}: ${many}`);
  }
  return { version: version.enterprise ? `${version.version} (EE)` : version.version, account: null, reads };
}
