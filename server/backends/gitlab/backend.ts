import "server-only";
import type { Open } from "../open.ts";
import type { Ci, Probe } from "../types.ts";
import type { about } from "./about.ts";
import { type GitlabClient, openGitlabClient } from "./client.ts";
import { knownStatuses, projectIdOf } from "./map.ts";
import { readGitlabRuns } from "./runs.ts";

/** A GitLab server: the pipelines and jobs of the projects named in the options. */
export const open: Open<typeof about> = ({ url, credentials, options }, behaviour) => {
  const { projects, kinds = [], childPipelines = true } = options;
  const client = openGitlabClient(url, credentials, behaviour);
  const ci: Ci = {
    readRuns: (input) =>
      readGitlabRuns(client, { projects, kinds, childPipelines, now: behaviour.now ?? Date.now }, input),
    openLog: (job, signal) => client.trace(projectIdOf(job.pipelineExternalId), job.jobExternalId, signal),
  };
  return { probe: (signal) => probe(client, projects, signal), knownStatuses, ci, close: client.close };
};

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
