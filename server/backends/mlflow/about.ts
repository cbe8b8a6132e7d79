import { z } from "zod";
import { name } from "@/server/foundation/shapes";
import { passwordField, tokenField, userNameField } from "../fields.ts";
import { defineVendor } from "../vendor.ts";

export const about = defineVendor({
  id: "mlflow",
  name: "MLflow",
  reads: "Experiments, runs with their params, metrics and files, registered models, versions and aliases.",
  leaves:
    "Params, metrics and tags that were changed long after a run, and in a registry of many thousands of versions the tags of older ones: all of them are read again about every 15 minutes, and with Sync now.",
  capabilities: ["tracking", "artifacts", "registry"],
  address: {
    placeholder: "http://mlflow.example.com:5000",
    hint: "Where the tracking server answers, with its path if it has one.",
  },
  credentials: {
    fields: {
      token: tokenField("Sent as a Bearer token.", "an access token, sent as Bearer"),
      username: userNameField,
      password: passwordField,
    },
    methods: [
      { label: "Token", fields: ["token"] },
      { label: "User name and password", fields: ["username", "password"] },
    ],
    anonymousByDefault: true,
  },
  options: {
    experiments: {
      label: "Experiments",
      hint: "One a line, by name or id. All when left empty.",
      input: "lines",
      whenEmpty: "all",
      schema: z.array(name).max(500).optional().describe("by name or id; all when left out"),
    },
  },
  words: {
    pipeline: { one: "experiment", many: "experiments" },
    commitTag: "mlflow.source.git.commit",
  },
  cutsAt: { params: 6000, tags: 8000 },
  snippets: {
    metrics: 'mlflow.log_metric("auc", 0.98, step=1)',
    params: 'mlflow.log_param("max_depth", 8)',
    tags: 'mlflow.set_tag("team", "risk")',
    files: 'mlflow.log_artifact("confusion.png")',
    datasets: 'mlflow.log_input(dataset, context="training")',
    model: 'mlflow.sklearn.log_model(model, name="model", registered_model_name="my-model")',
    version: (model) => `mlflow.register_model("runs:/RUN_ID/model", "${model}")`,
  },
});
