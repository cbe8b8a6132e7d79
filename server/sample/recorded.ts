import "server-only";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type GitlabRecording, gitlabRecording } from "./gitlab/shapes.ts";
import { type LiveRecording, liveRecording } from "./live.ts";
import { type MlflowRecording, mlflowRecording } from "./mlflow/shapes.ts";
import { type Story, story } from "./story.ts";

/** The recorded files of the sample. Terrapin's working directory is the repository, as Next.js needs it. */
const fileOf = (name: string): string => join(process.cwd(), "server", "sample", "data", name);

async function unpacked(name: string): Promise<unknown> {
  const bytes = await promisify(gunzip)(await readFile(fileOf(name)));
  return JSON.parse(bytes.toString("utf8"));
}

export const readStory = async (): Promise<Story> =>
  story.parse(JSON.parse(await readFile(fileOf("story.json"), "utf8")));

export const readMlflow = async (): Promise<MlflowRecording> =>
  mlflowRecording.parse(await unpacked("mlflow.json.gz"));

export const readGitlab = async (): Promise<GitlabRecording> =>
  gitlabRecording.parse(await unpacked("gitlab.json.gz"));

export const readLive = async (): Promise<LiveRecording> =>
  liveRecording.parse(await unpacked("live.json.gz"));
