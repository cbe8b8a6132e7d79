import "server-only";
import { eachPage } from "../pages.ts";
import { instantOfMs } from "../time.ts";
import type { Backend, Patience, Probe, Registry, TrackingSource } from "../types.ts";
import { type MlflowClient, type MlflowCredentials, openMlflowClient } from "./client.ts";
import { createHistoryReader, listMlflowArtifacts } from "./histories.ts";
import { knownStatuses, modelOfMlflow, versionOfMlflow } from "./map.ts";
import { readMlflowRuns } from "./runs.ts";

export type MlflowOptions = {
  /** Experiments to read, by name or id; all when empty or absent. */
  experiments?: readonly string[];
};

/** An MLflow server: experiments as pipelines, training runs, and the model registry. */
export function openMlflow(
  url: string,
  credentials: MlflowCredentials,
  options: MlflowOptions,
  patience: Patience = {},
): Backend {
  const now = patience.now ?? Date.now;
  const client = openMlflowClient(url, credentials, patience);
  const ui = url.replace(/\/+$/, "");
  const readHistories = createHistoryReader(client);
  const tracking: TrackingSource = {
    readRuns: (input) => readMlflowRuns(client, ui, { experiments: options.experiments ?? [], now }, input),
    readHistories,
    listArtifacts: (runId, limit, signal) => listMlflowArtifacts(client, runId, limit, signal),
  };
  return {
    probe: (signal) => probe(client, credentials, options, signal),
    runs: tracking,
    knownStatuses,
    tracking,
    registry: registryOf(client, ui),
    ci: null,
    close: client.close,
  };
}

function registryOf(client: MlflowClient, ui: string): Registry {
  return {
    async *readModels(signal) {
      for await (const page of eachPage((token) => client.models(token, signal))) {
        yield page.registered_models.map((model) => modelOfMlflow(model, ui));
      }
    },
    async *readVersions(since, signal) {
      for await (const page of eachPage((token) => client.versions(token, signal))) {
        const isNew = (ms: number | null) => since === null || (instantOfMs(ms) ?? since) >= since;
        const fresh = page.model_versions.filter((version) => isNew(version.last_updated_timestamp));
        yield fresh.map((version) => versionOfMlflow(version, ui));
        if (fresh.length < page.model_versions.length) return;
      }
    },
    readAlias: (model, alias, signal) => client.alias(model, alias, signal),
    setAlias: (model, alias, version, signal) => client.setAlias(model, alias, version, signal),
    deleteAlias: (model, alias, signal) => client.deleteAlias(model, alias, signal),
  };
}

async function probe(
  client: MlflowClient,
  credentials: MlflowCredentials,
  options: MlflowOptions,
  signal: AbortSignal,
): Promise<Probe> {
  const version = await client.version(signal);
  const experiments: string[] = [];
  for await (const page of eachPage((token) => client.experiments(token, signal))) {
    experiments.push(...page.experiments.flatMap(({ name, experiment_id }) => [name, experiment_id]));
  }
  const wanted = options.experiments ?? [];
  const missing = wanted.filter((name) => !experiments.includes(name));
  let models = 0;
  for await (const page of eachPage((token) => client.models(token, signal))) {
    models += page.registered_models.length;
  }
  return {
    version,
    account: credentials.token ? null : (credentials.username ?? null),
    reads: [
      count(wanted.length > 0 ? wanted.length - missing.length : experiments.length / 2, "experiment"),
      count(models, "registered model"),
      ...missing.map((name) => `no experiment called "${name}" yet`),
    ],
  };
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;
