/** A training plan as `train.py` takes it; that file says what each part means. Times are milliseconds since 1970. */
export type RunPlan = {
  key: string;
  experiment: string;
  name: string;
  data: string;
  dataset?: string;
  learner: string;
  params: Record<string, number | number[]>;
  cut?: { features?: string[]; train_size?: number; leak?: number };
  commit?: string;
  branch?: string;
  user?: string;
  note?: string;
  start?: number;
  end?: number;
  outcome?: "FINISHED" | "FAILED" | "KILLED" | "RUNNING" | "SCHEDULED";
  stop_after?: number;
  /** `at` is when the version is to have been registered: MLflow says when it was done, so the export moves it. */
  register?: { model: string; description?: string; at?: number };
};

export type RegisteredPlan = {
  experiments: { name: string; description?: string }[];
  models: { name: string; description?: string; tags?: Record<string, string> }[];
  runs: RunPlan[];
};
