import { runAnswer, versionAnswer } from "@/server/backends/mlflow/schema";
import type { Mlflow } from "./mlflow";

type Pairs = Record<string, string>;
const pairs = (of: Pairs) => Object.entries(of).map(([key, value]) => ({ key, value }));

export type NewRun = {
  name?: string;
  metrics?: Record<string, number>;
  params?: Pairs;
  tags?: Pairs;
  /** Milliseconds since 1970; now where not given. */
  from?: number;
  to?: number;
};

/** What a training script and a person write to an MLflow server, by its REST API. */
export function mlflowCalls({ url }: Pick<Mlflow, "url">) {
  async function call(method: "POST" | "PATCH" | "DELETE", path: string, body: object): Promise<unknown> {
    const response = await fetch(`${url}/api/2.0/mlflow/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  }

  const post = (path: string, body: object) => call("POST", path, body);

  return {
    call,
    post,

    /** An ended run. @returns its id */
    async run({ name, metrics = {}, params = {}, tags = {}, from, to }: NewRun, experiment = "0") {
      const start_time = from ?? Date.now();
      const made = await post("runs/create", {
        ...{ experiment_id: experiment, start_time, run_name: name, tags: pairs(tags) },
      });
      const { run_id } = runAnswer.parse(made).run.info;
      await post("runs/log-batch", {
        run_id,
        metrics: Object.entries(metrics).map(([key, value]) => ({
          key,
          value,
          timestamp: start_time,
          step: 0,
        })),
        params: pairs(params),
      });
      await post("runs/update", { run_id, status: "FINISHED", end_time: to ?? Date.now() });
      return run_id;
    },

    model: (name: string) => post("registered-models/create", { name }),

    /** A version with the files of a run. @returns its number */
    async version(name: string, run_id: string): Promise<string> {
      const source = `mlflow-artifacts:/0/${run_id}/artifacts/model`;
      const made = await post("model-versions/create", { name, source, run_id });
      return versionAnswer.parse(made).model_version.version;
    },

    /** The version that an alias is on; null where there is none. */
    async alias(name: string, alias: string): Promise<string | null> {
      const query = new URLSearchParams({ name, alias });
      const response = await fetch(`${url}/api/2.0/mlflow/registered-models/alias?${query}`);
      return response.ok ? versionAnswer.parse(await response.json()).model_version.version : null;
    },
  };
}
