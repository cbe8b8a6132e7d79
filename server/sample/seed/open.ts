import "server-only";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { requireRight } from "@/server/access/access";
import { systemCtx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { models } from "@/server/foundation/db/tables/models";
import { inRequest } from "@/server/foundation/request-context";
import { feedbackUpTo, type LiveRecording } from "../live";
import { readLive, readStory } from "../recorded";
import { type SampleServers, startSampleServers } from "../servers";
import { moveStory, type Story, samplePerson } from "../story";
import { connectAndSync, dateConnections, openOwnServers, updateConnections } from "./connections";
import { beginningOf, writeHistory } from "./history";
import { keepLive } from "./live";
import { createPeople, datePeople, type SignIn } from "./people";

/** What `sample.json` in the data folder holds, readable by its owner alone. */
const stored = z.object({
  url: z.string(),
  people: z.array(
    z.object({ role: samplePerson, email: z.string(), password: z.string(), token: z.string() }),
  ),
});

export type OpenSample = { signIns: SignIn[]; stop: () => Promise<void> };

/**
 * Starts the sample workspace: its two servers on loopback and, the first time, its people, connections and past.
 * A later start keeps all of it and what was done in it since. The two servers and the live series go on up to the
 * present at every start, and while it runs.
 * @param url where this installation answers
 */
export async function openSample(
  db: Db,
  { dataDir, url, now = Date.now }: { dataDir: string; url: string; now?: () => number },
): Promise<OpenSample> {
  const file = join(dataDir, "sample.json");
  const before = await readStored(file);
  const [story, recording] = await Promise.all([readStory(), readLive()]);
  const servers = await startSampleServers({ dataDir, now });
  try {
    const project = story.project.slug;
    if (before) {
      await openOwnServers(systemCtx(db, "sample"));
      await updateConnections(systemCtx(db, "sample"), story, servers.systems);
    }
    const people =
      before?.people ?? (await seed(db, moveStory(story, servers.days), recording, servers, now));
    const stopLive = await keepLive({ db, project, recording, days: servers.days, now });
    await writeFile(file, `${JSON.stringify({ url, people }, null, 2)}\n`, { mode: 0o600 });
    return {
      signIns: people,
      stop: async () => {
        await stopLive();
        await servers.stop();
      },
    };
  } catch (error) {
    await servers.stop();
    throw error;
  }
}

async function readStored(file: string): Promise<z.infer<typeof stored> | null> {
  try {
    return stored.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** People and connections come first, at the story's beginning, so that the audit record is in the order of time. */
async function seed(
  db: Db,
  story: Story,
  recording: LiveRecording,
  servers: SampleServers,
  now: () => number,
): Promise<SignIn[]> {
  const at = beginningOf(story);
  const { people, connections } = await inRequest({ requestId: "sample", at }, async () => {
    const created = await createPeople(db, story.project);
    await openOwnServers(systemCtx(db, "sample"));
    return {
      people: created,
      connections: await connectAndSync(created.as.maintainer, story, servers.systems, now),
    };
  });
  await datePeople(db, at);
  await dateConnections(db, [...connections.values()], at);
  const scope = await requireRight(people.as.maintainer, "policies.manage", { project: story.project.slug });
  const rows = await db.select().from(models).where(eq(models.projectId, scope.projectId));
  const ids = { connections, models: new Map(rows.map((row) => [row.name, row.id])) };
  const feedback = feedbackUpTo(recording, servers.days, now());
  await writeHistory(db, scope, people, { story, feedback }, ids, now());
  return people.signIns;
}
