import "server-only";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { systemCtx } from "@/server/context";
import type { Db } from "@/server/db/open";
import { models } from "@/server/db/tables/models";
import { requireRight } from "@/server/people/access";
import { shiftDays } from "../shift";
import { startSampleServers } from "../servers";
import { moveStory, samplePerson, story } from "../story";
import { connectAndRead, follow } from "./connections";
import { playHistory } from "./history";
import { castPeople, type SignIn } from "./people";
import { playVoices } from "./voices";

/** What `sample.json` in the data folder holds, readable by its owner alone. `days` is how far the recording was moved. */
const kept = z.object({
  url: z.string(),
  days: z.number().int(),
  people: z.array(z.object({ role: samplePerson, email: z.string(), password: z.string(), token: z.string() })),
});

export type OpenSample = { signIns: SignIn[]; stop: () => Promise<void> };

/**
 * Starts the sample workspace: its MLflow and GitLab on loopback and, the first time, its people, connections and
 * past. A later start goes on with what the first one made and what was done in it since.
 * @param url where this installation answers
 */
export async function openSample(
  db: Db,
  { dataDir, url, now = Date.now() }: { dataDir: string; url: string; now?: number },
): Promise<OpenSample> {
  const file = join(dataDir, "sample.json");
  const told = story.parse(JSON.parse(await readFile(new URL("../data/story.json", import.meta.url), "utf8")));
  const before = await readKept(file);
  const days = before?.days ?? shiftDays(told.lastDay, now);
  const servers = await startSampleServers({ dataDir, days });
  try {
    if (before) await follow(systemCtx(db, "sample"), told.project.slug, servers);
    const people = before?.people ?? (await seed(db, moveStory(told, days), { servers, days, now }));
    await writeFile(file, `${JSON.stringify({ url, days, people }, null, 2)}\n`, { mode: 0o600 });
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

type Seeding = { servers: Awaited<ReturnType<typeof startSampleServers>>; days: number; now: number };

async function seed(db: Db, told: ReturnType<typeof moveStory>, { servers, days, now }: Seeding): Promise<SignIn[]> {
  const cast = await castPeople(db, told.project);
  const connections = await connectAndRead(cast.as.maintainer, told, servers);
  const scope = await requireRight(cast.as.maintainer, "policies.manage", { project: told.project.slug });
  const rows = await db.select().from(models).where(eq(models.projectId, scope.projectId));
  const ids = { connections, models: new Map(rows.map((row) => [row.name, row.id])) };
  await playHistory(db, scope, cast, told, ids, now);
  await playVoices(db, scope, cast, told, { models: ids.models, days, now });
  return cast.signIns;
}
