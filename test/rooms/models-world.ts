import type { SourceModel, SourceVersion } from "@/server/backends/types";
import type { Actor, Ctx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { connections, pipelines } from "@/server/foundation/db/tables/connections";
import { memberships, people, projects } from "@/server/foundation/db/tables/people";
import { metricKeys, runMetrics, runs } from "@/server/foundation/db/tables/runs";

export type Role = "viewer" | "contributor" | "approver" | "maintainer";

async function only<T>(rows: Promise<T[]>): Promise<T> {
  const [row] = await rows;
  if (!row) throw new Error("nothing was written");
  return row;
}

/** A project with a person of each role and an MLflow connection. */
export async function makeProject({ db }: OpenDb, slug: string) {
  const project = await only(db.insert(projects).values({ slug, name: slug }).returning());
  const connection = await only(
    db
      .insert(connections)
      .values({ projectId: project.id, vendor: "mlflow", name: "mlflow", url: `http://${slug}.example.com` })
      .returning(),
  );
  const as = {} as Record<Role, Ctx>;
  for (const role of ["viewer", "contributor", "approver", "maintainer"] as const) {
    const email = `${role}@${slug}.example.com`;
    const person = await only(db.insert(people).values({ email, name: role, passwordHash: "-" }).returning());
    await db.insert(memberships).values({ projectId: project.id, personId: person.id, role });
    const actor: Actor = { kind: "person", id: person.id, name: role, email, isOwner: false, via: "session" };
    as[role] = { db, actor, requestId: "test", ip: null };
  }
  return { project, connection, as };
}
export type TestProject = Awaited<ReturnType<typeof makeProject>>;

export const sourceModel = (name: string, over: Partial<SourceModel> = {}): SourceModel => ({
  name,
  description: "",
  tags: {},
  createdAt: "2026-10-01T08:00:00.000Z",
  updatedAt: "2026-10-01T08:00:00.000Z",
  url: null,
  aliases: [],
  ...over,
});

export const sourceVersion = (
  model: string,
  version: string,
  over: Partial<SourceVersion> = {},
): SourceVersion => ({
  model,
  version,
  runExternalId: `run-of-${model}-${version}`,
  source: `runs:/run-of-${model}-${version}/model`,
  loggedModelId: null,
  status: "READY",
  description: "",
  tags: {},
  createdAt: `2026-10-${String(Number(version) + 1).padStart(2, "0")}T08:00:00.000Z`,
  updatedAt: `2026-10-${String(Number(version) + 1).padStart(2, "0")}T08:00:00.000Z`,
  createdBy: "contributor",
  url: null,
  ...over,
});

/** A training run with its last metrics, as a sync would have written it. */
export async function makeRun(
  { db }: OpenDb,
  { project, connection }: TestProject,
  run: { externalId: string; commitSha?: string; metrics?: Record<string, number> },
) {
  const at = { projectId: project.id, connectionId: connection.id };
  const pipeline = await only(
    db
      .insert(pipelines)
      .values({ ...at, externalId: "1", name: "training", kind: "training" })
      .onConflictDoUpdate({
        target: [pipelines.connectionId, pipelines.externalId],
        set: { name: "training" },
      })
      .returning(),
  );
  const when = "2026-10-01T08:00:00.000Z";
  const row = await only(
    db
      .insert(runs)
      .values({
        ...at,
        pipelineId: pipeline.id,
        externalId: run.externalId,
        kind: "training",
        name: run.externalId,
        status: "succeeded",
        statusRaw: "FINISHED",
        commitSha: run.commitSha ?? null,
        queuedAt: when,
        changedAt: when,
      })
      .returning(),
  );
  for (const [name, value] of Object.entries(run.metrics ?? {})) {
    const key = await only(
      db
        .insert(metricKeys)
        .values({ projectId: project.id, name })
        .onConflictDoUpdate({ target: [metricKeys.projectId, metricKeys.name], set: { name } })
        .returning(),
    );
    await db.insert(runMetrics).values({ runId: row.id, keyId: key.id, value });
  }
  return row;
}
