import type { MlflowRecording, RecordedRun, RecordedValue } from "../../server/sample/mlflow/shapes.ts";

/** A small MLflow for tests: a few runs with odd names and values, and a model with two versions. */

export const COMMIT = "a1b2c3d4e5f60718293a4b5c6d7e8f9012345678";
export const ODD_NAME = "run 🐢 ‏מודל <script>alert(1)</script>";

const MINUTE = 60_000;

/** A finished run that began so many minutes before `at`, with one metric `loss`, but for what is said otherwise. */
export function trainingRun(
  id: string,
  at: number,
  minutesAgo: number,
  more: Partial<RecordedRun> = {},
): RecordedRun {
  const start = at - minutesAgo * MINUTE;
  return {
    run_id: id,
    experiment_id: "1",
    run_name: id,
    user_id: "contributor",
    status: "FINISHED",
    start_time: start,
    end_time: start + MINUTE,
    artifact_uri: `mlflow-artifacts:/1/${id}/artifacts`,
    params: [{ key: "lr", value: "0.01" }],
    tags: [
      { key: "mlflow.user", value: "contributor" },
      { key: "mlflow.source.git.commit", value: COMMIT },
    ],
    datasets: [{ index: 0, tags: [{ key: "mlflow.data.context", value: "training" }] }],
    models: [],
    histories: [history("loss", start, [1, 0.5, 0.25])],
    files: {
      "": [{ path: "model", is_dir: true }],
      model: [{ path: "model/MLmodel", is_dir: false, file_size: 512 }],
    },
    ...more,
  };
}

export const history = (key: string, start: number, values: RecordedValue[]) => ({
  key,
  values,
  times: values.map((_, step) => start + 1000 * (step + 1)),
  steps: values.map((_, step) => step),
});

/** @param at milliseconds since 1970 */
export function smallMlflow(at: number): MlflowRecording {
  const runs = [
    trainingRun("plain", at, 600),
    trainingRun("odd", at, 500, {
      run_name: ODD_NAME,
      histories: [
        history("loss", at - 500 * MINUTE, [1, "NaN"]),
        history("gain", at - 500 * MINUTE, [1.7976931348623157e308]),
        history("depth", at - 500 * MINUTE, [-1.7976931348623157e308]),
      ],
    }),
    trainingRun("paused", at, 400, { status: "PAUSED", end_time: undefined }),
    trainingRun("killed", at, 300, { status: "KILLED" }),
    trainingRun("strange", at, 200, { status: "EVAPORATED" }),
  ];
  const version = (number: string, minutesAgo: number) => ({
    name: "breast-cancer",
    version: number,
    creation_timestamp: at - minutesAgo * MINUTE,
    last_updated_timestamp: at - minutesAgo * MINUTE,
    current_stage: "None",
    source: `s3://models/breast-cancer/${number}`,
    run_id: number === "1" ? "plain" : "odd",
    status: "READY",
    run_link: "",
  });
  return {
    version: "3.17.2",
    experiments: [
      {
        experiment_id: "1",
        name: "breast-cancer",
        artifact_location: "mlflow-artifacts:/1",
        lifecycle_stage: "active",
        last_update_time: at - 700 * MINUTE,
        creation_time: at - 700 * MINUTE,
      },
    ],
    datasets: [{ name: "measurements", digest: "9c1f", source_type: "local", source: "{}" }],
    runs,
    models: [
      {
        name: "breast-cancer",
        creation_timestamp: at - 590 * MINUTE,
        last_updated_timestamp: at - 590 * MINUTE,
        tags: [{ key: "owner", value: "screening" }],
      },
    ],
    versions: [version("1", 580), version("2", 480)],
    aliases: [{ model: "breast-cancer", alias: "champion", version: "1" }],
  };
}
