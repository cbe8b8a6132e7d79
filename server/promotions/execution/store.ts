import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Db, Tx } from "@/server/foundation/db/open";
import { modelVersions } from "@/server/foundation/db/tables/models";
import { executionSteps } from "@/server/foundation/db/tables/promotions";
import type { StepDetail, stepKind } from "../schema";

export type StepKind = (typeof stepKind.options)[number];
type StepStatus = (typeof executionSteps.$inferSelect)["status"];

const kinds: readonly StepKind[] = ["check", "read_alias", "set_alias", "verify_alias"];

/** Writes the steps as not yet done, over those of an execution before. */
export async function layOut(tx: Tx, promotionId: string): Promise<void> {
  await tx
    .insert(executionSteps)
    .values(kinds.map((kind, position) => ({ promotionId, position, kind, status: "queued" as const })))
    .onConflictDoUpdate({
      target: [executionSteps.promotionId, executionSteps.position],
      set: { status: "queued", attempt: 0, detail: sql`'{}'::jsonb`, startedAt: null, finishedAt: null },
    });
}

export async function remove(tx: Tx, promotionId: string): Promise<void> {
  await tx.delete(executionSteps).where(eq(executionSteps.promotionId, promotionId));
}

const at = (promotionId: string, kind: StepKind) =>
  and(eq(executionSteps.promotionId, promotionId), eq(executionSteps.kind, kind));

/** Says that a step begins, before it does. */
export async function begin(tx: Tx, promotionId: string, kind: StepKind, detail: StepDetail): Promise<void> {
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

/** Says how a step ended, or why it is still running. Trouble of an earlier try goes once it is done. */
export async function note(
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

/** What was not reached will not be. */
export async function skipRest(tx: Tx, promotionId: string): Promise<void> {
  await tx
    .update(executionSteps)
    .set({ status: "skipped" })
    .where(and(eq(executionSteps.promotionId, promotionId), eq(executionSteps.status, "queued")));
}

/** How often a step was begun. */
export async function triesOf(db: Db | Tx, promotionId: string, kind: StepKind): Promise<number> {
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
