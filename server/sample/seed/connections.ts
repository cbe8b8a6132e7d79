import "server-only";
import { inArray } from "drizzle-orm";
import { create, list, update } from "@/server/connections/service";
import { syncConnection } from "@/server/connections/sync/sync";
import type { Ctx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import type { Story } from "../story";

/** The addresses of the sample's two servers, and their credentials. */
export type Servers = { mlflow: { url: string }; gitlab: { url: string; token: string } };

const credentialsOf = (vendor: "mlflow" | "gitlab", servers: Servers) =>
  vendor === "gitlab" ? { token: servers.gitlab.token } : {};

/** Connects the sample's servers and syncs them completely. @returns the connections' ids by their key in the story */
export async function connectAndSync(
  ctx: Ctx,
  story: Story,
  servers: Servers,
  now: () => number,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const { key, vendor, name, options } of story.connections) {
    const made = await create(ctx, {
      project: story.project.slug,
      vendor,
      name,
      url: servers[vendor].url,
      credentials: credentialsOf(vendor, servers),
      options: { everySeconds: 30, ...options },
    });
    ids.set(key, made.id);
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

/** Updates the addresses: the servers may have other ports than at the last start. */
export async function updateConnections(ctx: Ctx, project: string, servers: Servers): Promise<void> {
  const { items } = await list(ctx, { project });
  for (const { id, vendor, url } of items) {
    if (url === servers[vendor].url) continue;
    await update(ctx, { id, url: servers[vendor].url, credentials: credentialsOf(vendor, servers) });
  }
}
