import { eq } from "drizzle-orm";
import { projectsWith } from "@/server/access/access";
import { observeAlias } from "@/server/deployments/service";
import { put as putEnvironment } from "@/server/environments/service";
import type { Actor, Ctx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { auditEvents } from "@/server/foundation/db/tables/audit";
import { modelVersions } from "@/server/foundation/db/tables/models";
import { memberships, people } from "@/server/foundation/db/tables/people";
import { metricKeys, runMetrics } from "@/server/foundation/db/tables/runs";
import type { PutPolicy } from "@/server/policies/schema";
import { put as putPolicy } from "@/server/policies/service";
import { request } from "@/server/promotions/service";
import { findModel } from "@/server/registry/find";
import { upsertFromRegistry } from "@/server/registry/service";
import { makeProject, makeRun, type Role, sourceModel, sourceVersion } from "./models-world";

export const measures = {
  "11": { recall: 0.93, log_loss: 0.1 },
  "12": { recall: 0.942, log_loss: 0.09 },
  "13": { recall: 0.95, log_loss: 0.088 },
  "14": { recall: 0.961, log_loss: 0.084 },
} satisfies Record<string, Record<string, number>>;
export type Version = keyof typeof measures;

let count = 0;

/**
 * A project with people of each role, breast-cancer 11 to 14 with the metrics above, and production on alias
 * champion, which 12 serves. A roll-out takes an approver, and a recall that beats the champion's by 0.005.
 */
export async function makeWorld(db: OpenDb, policy: Partial<PutPolicy> = {}) {
  count += 1;
  const world = await makeProject(db, `w${process.pid}-${count}`);
  const { project, connection, as } = world;
  for (const [version, metrics] of Object.entries(measures)) {
    await makeRun(db, world, {
      externalId: `run-of-breast-cancer-${version}`,
      commitSha: `c0ffee${version}`,
      metrics,
    });
  }
  await db.db.transaction((tx) =>
    upsertFromRegistry(tx, {
      connectionId: connection.id,
      models: [sourceModel("breast-cancer")],
      versions: Object.keys(measures).map((version) => sourceVersion("breast-cancer", version)),
      aliases: [],
      at: "2026-11-01T00:00:00.000Z",
    }),
  );
  const scopes = await projectsWith(as.viewer, "models.read");
  const model = await findModel(db.db, scopes, "breast-cancer");
  const rows = await db.db.select().from(modelVersions).where(eq(modelVersions.modelId, model.id));
  const versionId = (version: string): string => {
    const id = rows.find((row) => row.version === version)?.id;
    if (!id) throw new Error(`no version ${version}`);
    return id;
  };
  const environment = await putEnvironment(as.maintainer, {
    name: "production",
    connection: "mlflow",
    alias: "champion",
  });

  /** As a sync would write that the alias stands elsewhere. */
  const observe = (version: Version | null) =>
    db.db.transaction((tx) =>
      observeAlias(tx, {
        modelId: model.id,
        alias: "champion",
        versionId: version && versionId(version),
        at: new Date().toISOString(),
      }),
    );
  await observe("12");

  const setPolicy = (over: Partial<PutPolicy> = {}, who: Ctx = as.maintainer) =>
    putPolicy(who, {
      project: project.slug,
      model: "breast-cancer",
      environment: "production",
      gates: [{ metric: "recall", beatsChampionBy: 0.005 }],
      rules: [{ role: "approver", count: 1 }],
      ...policy,
      ...over,
    });
  await setPolicy();

  return {
    ...world,
    model,
    environment,
    versionId,
    observe,
    setPolicy,
    ask: (version: Version = "14", who: Role = "contributor") =>
      request(as[who], {
        model: "breast-cancer",
        version,
        environment: "production",
        reason: "Deeper trees.",
      }),
    /** One more owner of the installation. */
    async owner(name: string): Promise<Ctx> {
      const ctx = await this.join("maintainer", name);
      const id = ctx.actor?.id ?? "";
      await db.db.update(people).set({ isOwner: true }).where(eq(people.id, id));
      return { ...ctx, actor: ctx.actor && { ...ctx.actor, isOwner: true } };
    },
    /** One more person of a role. */
    async join(role: Role, name: string): Promise<Ctx> {
      const email = `${name}@${project.slug}.example.com`;
      const [person] = await db.db.insert(people).values({ email, name, passwordHash: "-" }).returning();
      if (!person) throw new Error("nobody came");
      await db.db.insert(memberships).values({ projectId: project.id, personId: person.id, role });
      const actor: Actor = { kind: "person", id: person.id, name, email, isOwner: false, via: "session" };
      return { db: db.db, actor, requestId: "test", ip: null };
    },
    /** As a sync would write that a run logged another value. */
    async measure(version: Version, metric: string, value: number): Promise<void> {
      const runId = rows.find((row) => row.version === version)?.runId;
      if (!runId) throw new Error(`version ${version} has no run`);
      const [key] = await db.db
        .insert(metricKeys)
        .values({ projectId: project.id, name: metric })
        .onConflictDoUpdate({ target: [metricKeys.projectId, metricKeys.name], set: { name: metric } })
        .returning();
      if (!key) throw new Error("no key");
      await db.db
        .insert(runMetrics)
        .values({ runId, keyId: key.id, value })
        .onConflictDoUpdate({ target: [runMetrics.runId, runMetrics.keyId], set: { value } });
    },
    /** What the record says was done, oldest first. */
    async recorded(): Promise<string[]> {
      const lines = await db.db
        .select({ action: auditEvents.action })
        .from(auditEvents)
        .where(eq(auditEvents.projectId, project.id))
        .orderBy(auditEvents.id);
      return lines.map(({ action }) => action);
    },
  };
}
export type World = Awaited<ReturnType<typeof makeWorld>>;
