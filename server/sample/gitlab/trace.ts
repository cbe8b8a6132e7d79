import { createHash } from "node:crypto";
import type { RecordedProject } from "./shapes.ts";
import { type Job, jobStatusAt, type Pipeline } from "./timeline.ts";

const green = (text: string) => `\u001b[32;1m${text}\u001b[0;m`;
const cyan = (text: string) => `\u001b[36;1m${text}\u001b[0;m`;
const red = (text: string) => `\u001b[31;1m${text}\u001b[0;m`;

/** How long the runner prepares before the job's script starts, in milliseconds. */
const PREPARING_MS = 4_000;

function section(name: string, title: string, from: number, to: number, lines: readonly string[]): string[] {
  const seconds = (ms: number) => Math.floor(ms / 1000);
  return [
    `section_start:${seconds(from)}:${name}\r\u001b[0K\u001b[0K${cyan(title)}\u001b[0;m`,
    ...lines,
    `section_end:${seconds(to)}:${name}\r\u001b[0K`,
  ];
}

/**
 * A job's log at a moment, as a runner writes it: preparation, the script's lines, and the result at the end. While the
 * job runs, the log grows evenly.
 * @param script the script's commands and output; lines beginning with "$ " are commands
 */
export function traceAt(
  job: Job,
  pipeline: Pipeline,
  project: RecordedProject,
  script: string,
  at: number,
): string {
  if (job.startAt > at || job.startAt >= job.cancelAt) return "";
  const status = jobStatusAt(job, at);
  const from = job.startAt;
  const image = `registry.example.com/ci/python:3.12@sha256:${createHash("sha256").update(job.stage).digest("hex").slice(0, 12)}`;
  const head = [
    "Running with gitlab-runner 18.6.0 (b7cf1f25)",
    "  on shared-linux-1 t3_QxUVmD, system ID: s_9f21c04be3aa",
    ...section("prepare_executor", 'Preparing the "docker" executor', from, from + 1_000, [
      `Using Docker executor with image ${image} ...`,
    ]),
    ...section("prepare_script", "Preparing environment", from + 1_000, from + 2_000, [
      `Running on runner-t3qxuvmd-project-${project.id}-concurrent-0 via shared-linux-1...`,
    ]),
    ...section("get_sources", "Getting source from Git repository", from + 2_000, from + 3_000, [
      green("Fetching changes with git depth set to 20..."),
      `Initialized empty Git repository in /builds/${project.path}/.git/`,
      green("Created fresh repository."),
      green(`Checking out ${pipeline.sha.slice(0, 8)} as detached HEAD (ref is ${pipeline.ref})...`),
      "",
      green("Skipping Git submodules setup"),
    ]),
  ];
  const own = script.split("\n").map((line) => (line.startsWith("$ ") ? green(line) : line));
  const end = Math.min(job.endAt, job.cancelAt);
  const length = (Number.isFinite(job.endAt) ? job.endAt : at + 3_600_000) - from - PREPARING_MS;
  const share = Math.min(1, Math.max(0, (Math.min(at, end) - from - PREPARING_MS) / Math.max(1, length)));
  const shown = own.slice(0, Math.ceil(own.length * share));
  const started = `section_start:${Math.floor((from + 3_000) / 1000)}:step_script\r\u001b[0K\u001b[0K${cyan('Executing "step_script" stage of the job script')}\u001b[0;m`;
  const lines = [...head, started, ...shown];
  if (status === "running") return `${lines.join("\n")}\n`;
  lines.push(`section_end:${Math.floor(end / 1000)}:step_script\r\u001b[0K`);
  lines.push(
    ...section(
      "cleanup_file_variables",
      "Cleaning up project directory and file based variables",
      end,
      end,
      [],
    ),
  );
  lines.push(resultLine(status));
  return `${lines.join("\n")}\n`;
}

function resultLine(status: string): string {
  if (status === "success") return green("Job succeeded");
  return status === "failed" ? red("ERROR: Job failed: exit code 1") : red("ERROR: Job failed: canceled");
}
