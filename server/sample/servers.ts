import "server-only";
import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { VendorId } from "@/server/connections/schema";
import { startGitlab } from "./gitlab/server.ts";
import { startMlflowSample } from "./mlflow/server.ts";
import { readGitlab, readMlflow, readStory } from "./recorded.ts";
import { shiftDays } from "./shift.ts";
import { stateFile } from "./state-file.ts";

type System<C = Record<string, string>> = { url: string; credentials: C };

/** By the vendor that each of them answers as. */
export type SampleSystems = Partial<Record<VendorId, System>>;

export type SampleServers = {
  systems: { mlflow: System; gitlab: System<{ token: string }> };
  /** By how many days the recording is moved. */
  days: number;
  stop: () => Promise<void>;
};

/** What stays the same from one start to the next, so that addresses and times in the database stay valid. */
const stored = z.object({
  days: z.number().int(),
  token: z.string(),
  ports: z.object({ mlflow: z.number().int(), gitlab: z.number().int() }),
});

/** More requests than a first sync makes, and enough for several people at the pages. */
const RATE_LIMIT = 20_000;

/**
 * Starts the two loopback servers that answer as the sample's MLflow and GitLab. Changes made in them are stored in the
 * folder `sample` of the data folder. They take the same ports again where these are free.
 * @param options.days by how many days the recording is moved; when left out, so that its last day is the day of the
 *   first start in this data folder
 */
export async function startSampleServers(options: {
  dataDir: string;
  days?: number;
  now?: () => number;
}): Promise<SampleServers> {
  const now = options.now ?? Date.now;
  const folder = join(options.dataDir, "sample");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [gitlab, mlflow, story] = await Promise.all([readGitlab(), readMlflow(), readStory()]);
  const memory = stateFile(join(folder, "servers.json"), stored, {
    days: shiftDays(story.lastDay, now()),
    token: `glpat-${randomBytes(15).toString("base64url")}`,
    ports: { mlflow: 0, gitlab: 0 },
  });
  const { token, ports } = memory.read();
  const days = options.days ?? memory.read().days;
  const gitlabServer = await onPort(ports.gitlab, (port) =>
    startGitlab({
      data: gitlab,
      port,
      token,
      days,
      now,
      state: join(folder, "gitlab.json"),
      rateLimit: RATE_LIMIT,
      strict: false,
    }),
  );
  const mlflowServer = await onPort(ports.mlflow, (port) =>
    startMlflowSample({
      ...{ data: mlflow, port, days, now, repeatedCommits: gitlabServer.repeatedCommits },
      stateFile: join(folder, "mlflow.json"),
    }),
  );
  memory.write({ days, token, ports: { mlflow: mlflowServer.port, gitlab: gitlabServer.port } });
  return {
    systems: {
      mlflow: { url: mlflowServer.url, credentials: {} },
      gitlab: { url: gitlabServer.url, credentials: { token } },
    },
    days,
    stop: async () => {
      await Promise.all([mlflowServer.stop(), gitlabServer.stop()]);
    },
  };
}

/** Starts on the port of last time, or on a free one where that is taken. */
async function onPort<T>(port: number, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return await start(0);
  }
}
