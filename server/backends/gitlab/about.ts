import { z } from "zod";
import { tokenField } from "../fields.ts";
import { defineVendor } from "../vendor.ts";

const pattern = z.string().trim().min(1, "is empty").max(300);

/** Which pipelines are of which kind. A rule matches when all that it names match; `*` stands for anything. */
const kindRule = z.strictObject({
  kind: z.enum(["code", "data", "deploy"]),
  project: pattern.optional().describe("the project's path"),
  name: pattern.optional().describe("the pipeline's name; `*` stands for anything"),
  ref: pattern.optional().describe("branch or tag"),
  source: pattern.optional().describe("what started it: push, schedule, web …"),
});
export type KindRule = z.infer<typeof kindRule>;

const atLeastOne = "takes at least one project, by path or number";

export const about = defineVendor({
  id: "gitlab",
  name: "GitLab",
  reads: "Pipelines of the projects that you name, their jobs and logs.",
  leaves: "The logs of jobs: each is read when it is opened.",
  capabilities: ["ci"],
  address: {
    placeholder: "https://gitlab.example.com",
    hint: "The server itself, not one of its projects.",
  },
  credentials: {
    fields: {
      token: tokenField(
        "A project, group or personal access token with the scope read_api.",
        "a project, group or personal access token, sent as PRIVATE-TOKEN",
      ),
    },
    methods: [{ label: "Token", fields: ["token"] }],
    anonymousByDefault: false,
  },
  options: {
    projects: {
      label: "GitLab projects",
      hint: "One a line, by path such as group/project, or by number.",
      input: "lines",
      schema: z
        .array(z.string().trim().min(1, "is empty").max(500), atLeastOne)
        .min(1, atLeastOne)
        .max(200)
        .describe("by path or number"),
    },
    kinds: {
      label: "Kinds of pipelines",
      hint: "The first line that matches says the kind; all others are code. * stands for anything, as in deploy-*.",
      input: "rows",
      columns: {
        name: { label: "pipeline name", input: "text" },
        ref: { label: "branch or tag", input: "text" },
        kind: { label: "kind", input: "choice", values: ["data", "deploy", "code"] },
      },
      addLabel: "Add a line",
      schema: z
        .array(kindRule)
        .max(50)
        .optional()
        .describe("what kind a pipeline is, by the first rule that matches; else code"),
    },
    childPipelines: {
      label: "Child pipelines",
      hint: "Read also the pipelines that other pipelines started.",
      input: "checkbox",
      initially: true,
      schema: z
        .boolean()
        .optional()
        .describe("whether pipelines that other pipelines started are read; true when left out"),
    },
  },
  words: {
    pipeline: { one: "pipeline", many: "pipelines" },
    jobFiles: "artifacts:paths",
  },
});
