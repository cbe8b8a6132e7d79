import { describe, expect, test } from "vitest";
import { betterOf } from "@/server/comparisons/better";

describe("the direction in which a metric improves", () => {
  test.each([
    "log_loss",
    "val_loss",
    "train/loss",
    "loss",
    "logLoss",
    "rmse",
    "test_rmse",
    "mae",
    "mean_squared_error",
    "error_rate",
    "latency_p95",
    "p95_latency",
    "duration",
    "fit_time",
    "model_size",
    "brier_score",
    "perplexity",
    "wer",
    "memory_mb",
    "data_drift",
  ])("%s: lower is better", (name) => expect(betterOf(name)).toBe("lower"));

  test.each([
    "auc",
    "roc_auc",
    "val_auc",
    "accuracy",
    "acc",
    "test/accuracy",
    "recall",
    "recall_macro",
    "precision",
    "f1",
    "f1_macro",
    "macro_f1",
    "r2",
    "r2_score",
    "score",
    "mAP",
    "ndcg@10",
    "ndcg_at_10",
    "bleu",
    "throughput",
    "top5_acc",
    "balancedAccuracy",
    "neg_log_loss",
    "neg_mean_absolute_error",
  ])("%s: higher is better", (name) => expect(betterOf(name)).toBe("higher"));

  test.each(["epoch", "learning_rate", "lr", "step", "n_estimators", "", "🐢", "alpha"])(
    "%s: not known",
    (name) => expect(betterOf(name)).toBeNull(),
  );
});
