import { eq } from "drizzle-orm";
import { systemCtx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { connections } from "@/server/foundation/db/tables/connections";
import { deployments } from "@/server/foundation/db/tables/models";
import { decide, execute, get } from "@/server/promotions/service";
import { startRegistry } from "./execution-registry";
import { makeWorld, type Version } from "./promotions-world";

/** A world whose connection leads to a registry that can be told to misbehave. */
export async function makeStage(db: OpenDb, standing?: Record<string, string>) {
  const registry = await startRegistry(standing);
  const world = await makeWorld(db);
  await db.db.update(connections).set({ url: registry.url }).where(eq(connections.id, world.connection.id));

  const approve = (id: string) => decide(world.as.approver, { id, decision: "approve", comment: "" });
  /** What served, oldest first. */
  const history = () =>
    db.db
      .select({
        versionId: deployments.versionId,
        source: deployments.source,
        ended: deployments.ended,
        because: deployments.endedBecause,
      })
      .from(deployments)
      .where(eq(deployments.modelId, world.model.id))
      .orderBy(deployments.id);

  return {
    registry,
    world,
    approve,
    history,
    look: (id: string) => get(world.as.viewer, { id, wait: 0 }),
    /** As the job does. */
    carryOut: (id: string) => execute(systemCtx(db.db, "execute"), { promotion: id }),
    /** A promotion with its last approval. */
    async approved(version: Version = "14"): Promise<string> {
      const { id } = await world.ask(version);
      const { status } = await approve(id);
      if (status !== "executing") throw new Error(`the promotion is ${status}`);
      return id;
    },
    /** The same as `history`, versions by their number. */
    async told() {
      const name = (id: string) => ["11", "12", "13", "14"].find((v) => world.versionId(v) === id);
      return (await history()).map((row) => [name(row.versionId), row.source, row.ended]);
    },
  };
}
export type Stage = Awaited<ReturnType<typeof makeStage>>;
