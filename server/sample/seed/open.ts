import "server-only";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { requireRight } from "@/server/access/access";
import { systemCtx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { models } from "@/server/foundation/db/tables/models";
import { readLive, readStory } from "../recorded";
import { type SampleServers, startSampleServers } from "../servers";
import { moveStory, type Story, samplePerson } from "../story";
import { connectAndRead, follow } from "./connections";
import { playHistory } from "./history";
import { castPeople, type SignIn } from "./people";
import { playVoices } from "./voices";

/** What `sample.json` in the data folder holds, readable by its owner alone. */
const kept = z.object({
  url: z.string(),
  people: z.array(
    z.object({ role: samplePerson, email: z.string(), password: z.string(), token: z.string() }),
  ),
});

export type OpenSample = { signIns: SignIn[]; stop: () => Promise<void> };

/**
 * Starts the sample workspace: its MLflow and GitLab on loopback and, the first time, its people, connections and
 * past. A later start goes on with what the first one made and what was done in it since.
 * @param url where this installation answers
 */
export async function openSample(db: Db, at: { dataDir: string; url: string }): Promise<OpenSample> {
  const file = join(at.dataDir, "sample.json");
  const before = await readKept(file);
  const told = await readStory();
  const servers = await startSampleServers({ dataDir: at.dataDir });
  try {
    if (before) await follow(systemCtx(db, "sample"), told.project.slug, servers);
    const people = before?.people ?? (await seed(db, moveStory(told, servers.days), servers));
    await writeFile(file, `${JSON.stringify({ url: at.url, people }, null, 2)}\n`, { mode: 0o600 });
    return { signIns: people, stop: servers.stop };
  } catch (error) {
    await servers.stop();
    throw error;
  }
}

async function readKept(file: string): Promise<z.infer<typeof kept> | null> {
  try {
    return kept.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function seed(db: Db, told: Story, servers: SampleServers): Promise<SignIn[]> {
  const now = Date.now();
  const cast = await castPeople(db, told.project);
  const connections = await connectAndRead(cast.as.maintainer, told, servers);
  const scope = await requireRight(cast.as.maintainer, "policies.manage", { project: told.project.slug });
  const rows = await db.select().from(models).where(eq(models.projectId, scope.projectId));
  const byName = new Map(rows.map((row) => [row.name, row.id]));
  await playHistory(db, scope, cast, told, { connections, models: byName }, now);
  await playVoices(db, scope, cast, told, byName, await readLive(), { days: servers.days, now });
  return cast.signIns;
}
