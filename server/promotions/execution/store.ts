import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import { modelVersions } from "@/server/foundation/db/tables/models";
import { executionSteps } from "@/server/foundation/db/tables/promotions";
import type { StepDetail, stepKind } from "../schema";

export type StepKind = (typeof stepKind.options)[number];
type StepStatus = (typeof executionSteps.$inferSelect)["status"];

const kinds: readonly StepKind[] = ["check", "read_alias", "set_alias", "verify_alias"];

/** Writes the steps as queued, in place of those of an earlier execution. */
export async function createSteps(tx: Tx, promotionId: string): Promise<void> {
  await tx
    .insert(executionSteps)
    .values(kinds.map((kind, position) => ({ promotionId, position, kind, status: "queued" as const })))
    .onConflictDoUpdate({
      target: [executionSteps.promotionId, executionSteps.position],
      set: { status: "queued", attempt: 0, detail: sql`'{}'::jsonb`, startedAt: null, finishedAt: null },
    });
}

export async function deleteSteps(tx: Tx, promotionId: string): Promise<void> {
  await tx.delete(executionSteps).where(eq(executionSteps.promotionId, promotionId));
}

const at = (promotionId: string, kind: StepKind) =>
  and(eq(executionSteps.promotionId, promotionId), eq(executionSteps.kind, kind));

/** Records that a step starts, before it does. */
export async function startStep(
  tx: Tx,
  promotionId: string,
  kind: StepKind,
  detail: StepDetail,
): Promise<void> {
  await tx
    .update(executionSteps)
    .set({
      status: "running",
      attempt: sql`${executionSteps.attempt} + 1`,
      detail: sql`${executionSteps.detail} || ${JSON.stringify(detail)}::jsonb`,
      startedAt: sql`coalesce(${executionSteps.startedAt}, now())`,
      finishedAt: null,
    })
    .where(at(promotionId, kind));
}

/** Records how a step ended, or why it still runs. Trouble of an earlier attempt is removed on success. */
export async function updateStep(
  tx: Tx,
  promotionId: string,
  kind: StepKind,
  status: StepStatus,
  detail: StepDetail,
): Promise<void> {
  const kept =
    status === "succeeded" ? sql`${executionSteps.detail} - 'trouble'` : sql`${executionSteps.detail}`;
  await tx
    .update(executionSteps)
    .set({
      status,
      detail: sql`${kept} || ${JSON.stringify(detail)}::jsonb`,
      finishedAt: status === "running" ? null : sql`now()`,
    })
    .where(at(promotionId, kind));
}

/** Marks the steps that were not reached. */
export async function skipQueuedSteps(tx: Tx, promotionId: string): Promise<void> {
  await tx
    .update(executionSteps)
    .set({ status: "skipped" })
    .where(and(eq(executionSteps.promotionId, promotionId), eq(executionSteps.status, "queued")));
}

/** How often a step was started. */
export async function attemptsOf(db: Db | Tx, promotionId: string, kind: StepKind): Promise<number> {
  const [row] = await db
    .select({ tries: executionSteps.attempt })
    .from(executionSteps)
    .where(at(promotionId, kind));
  return row?.tries ?? 0;
}

/** The id of a version by its number; null when it was never read. */
export async function versionId(tx: Tx, modelId: string, version: string): Promise<string | null> {
  const [row] = await tx
    .select({ id: modelVersions.id })
    .from(modelVersions)
    .where(and(eq(modelVersions.modelId, modelId), eq(modelVersions.version, version)));
  return row?.id ?? null;
}
