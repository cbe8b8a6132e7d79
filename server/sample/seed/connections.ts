import "server-only";
import { inArray } from "drizzle-orm";
import { createConnection } from "@/server/connections/schema";
import { create, list, update } from "@/server/connections/service";
import { syncConnection } from "@/server/connections/sync/sync";
import type { Ctx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import * as outbound from "@/server/outbound/service";
import type { SampleSystems } from "../servers";
import type { Story } from "../story";

/** The sample's servers are on loopback, which is closed where others reach this installation. */
export async function openOwnServers(ctx: Ctx): Promise<void> {
  const range = "127.0.0.1/32";
  const { items, allOpen } = await outbound.list(ctx);
  if (allOpen || items.some((each) => each.range === range)) return;
  await outbound.open(ctx, { range, note: "the sample's own servers" });
}

/** Connects the sample's servers and syncs them completely. @returns the connections' ids by their key in the story */
export async function connectAndSync(
  ctx: Ctx,
  story: Story,
  systems: SampleSystems,
  now: () => number,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { key, vendor, name, options } of story.connections) {
    const system = systems[vendor];
    if (!system) throw new Error(`the sample plays no ${vendor}`);
    const draft = createConnection.parse({
      project: story.project.slug,
      ...{ vendor, name, ...system, options: { everySeconds: 30, ...options } },
    });
    ids.set(key, (await create(ctx, draft)).id);
  }
  for (const id of ids.values()) await syncAll(ctx, id, now);
  return ids;
}

/** A sync stops early when many histories are left; the sample's past is judged on all of them. */
async function syncAll(ctx: Ctx, id: string, now: () => number): Promise<void> {
  for (;;) {
    await syncConnection({ db: ctx.db, connectionId: id, signal: AbortSignal.timeout(300_000), now });
    const [row] = await ctx.db
      .select()
      .from(connections)
      .where(inArray(connections.id, [id]));
    if (row?.error)
      throw new Error(`the sample's ${row.name} could not be read: ${row.error.what} ${row.error.why}`);
    if (!row?.nextSyncAt || Date.parse(row.nextSyncAt) > now()) return;
  }
}

/** Connections that were made just now are as old as the story. */
export async function dateConnections(db: Db, ids: string[], at: string): Promise<void> {
  await db.update(connections).set({ createdAt: at }).where(inArray(connections.id, ids));
}

/** The servers may answer on other ports than at the last start. Connections that people added are left alone. */
export async function updateConnections(ctx: Ctx, story: Story, systems: SampleSystems): Promise<void> {
  const { items } = await list(ctx, { project: story.project.slug });
  for (const { id, vendor, name, url } of items) {
    const system = systems[vendor];
    const isOurs = story.connections.some((each) => each.vendor === vendor && each.name === name);
    if (system && isOurs && url !== system.url) await update(ctx, { id, ...system });
  }
}
