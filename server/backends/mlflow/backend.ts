import "server-only";
import type { Open } from "../open.ts";
import { eachPage } from "../pages.ts";
import { instantOfMs } from "../time.ts";
import type { Probe, Registry, SourceVersion } from "../types.ts";
import type { Credentials } from "../vendors.ts";
import type { about } from "./about.ts";
import { type MlflowClient, openMlflowClient } from "./client.ts";
import { createHistoryReader, listMlflowArtifacts } from "./histories.ts";
import { knownStatuses, modelOfMlflow, runOfMlflow, versionOfMlflow } from "./map.ts";
import { readMlflowModelMetrics } from "./model-metrics.ts";
import { readMlflowRuns } from "./runs.ts";

/** An MLflow server: experiments as pipelines, training runs, and the model registry. */
export const open: Open<typeof about> = ({ url, credentials, options }, behaviour) => {
  const { experiments = [] } = options;
  const client = openMlflowClient(url, credentials, behaviour);
  const pagesUrl = url.replace(/\/+$/, "");
  const runOptions = { experiments, now: behaviour.now ?? Date.now };
  return {
    probe: (signal) => probe(client, credentials, experiments, signal),
    knownStatuses,
    tracking: {
      readRuns: (input) => readMlflowRuns(client, pagesUrl, runOptions, input),
      readHistories: createHistoryReader(client),
      async readRun(externalId, signal) {
        const run = await client.run(externalId, signal);
        return run && runOfMlflow(run, pagesUrl);
      },
    },
    artifacts: {
      listArtifacts: (runId, limit, signal) => listMlflowArtifacts(client, runId, limit, signal),
    },
    registry: registryOf(client, pagesUrl),
    close: client.close,
  };
};

function registryOf(client: MlflowClient, pagesUrl: string): Registry {
  return {
    async *readModels(signal) {
      for await (const page of eachPage((token) => client.models(token, signal))) {
        yield page.registered_models.map((model) => modelOfMlflow(model, pagesUrl));
      }
    },
    async readModel(name, signal) {
      const model = await client.model(name, signal);
      return model && modelOfMlflow(model, pagesUrl);
    },
    async readVersionsOf(model, signal) {
      const found: SourceVersion[] = [];
      for await (const page of eachPage((token) => client.versionsOf(model, token, signal))) {
        const own = page.model_versions.filter(({ name }) => name === model);
        found.push(...own.map((version) => versionOfMlflow(version, pagesUrl)));
      }
      return found;
    },
    async *readVersions(since, signal) {
      for await (const page of eachPage((token) => client.versions(token, signal))) {
        const isNew = (ms: number | null) => since === null || (instantOfMs(ms) ?? since) >= since;
        const fresh = page.model_versions.filter((version) => isNew(version.last_updated_timestamp));
        yield fresh.map((version) => versionOfMlflow(version, pagesUrl));
        if (fresh.length < page.model_versions.length) return;
      }
    },
    async readVersion(model, number, signal) {
      const version = await client.version(model, number, signal);
      return version && versionOfMlflow(version, pagesUrl);
    },
    readModelMetrics: (id, signal) => readMlflowModelMetrics(client, id, signal),
    readAlias: (model, alias, signal) => client.alias(model, alias, signal),
    setAlias: (model, alias, version, signal) => client.setAlias(model, alias, version, signal),
    deleteAlias: (model, alias, signal) => client.deleteAlias(model, alias, signal),
  };
}

async function probe(
  client: MlflowClient,
  credentials: Credentials<"mlflow">,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<Probe> {
  const version = await client.serverVersion(signal);
  const experiments: string[] = [];
  for await (const page of eachPage((token) => client.experiments(token, signal))) {
    experiments.push(...page.experiments.flatMap(({ name, experiment_id }) => [name, experiment_id]));
  }
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
