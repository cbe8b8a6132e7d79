import "server-only";
import type { ProjectScope } from "@/server/access/access";
import { isInRegistry, rereadVersions } from "@/server/connections/reread";
import { currentDeployment, observeAlias, startDeployment } from "@/server/deployments/service";
import type { Ctx } from "@/server/foundation/context";
import type { Db, Tx } from "@/server/foundation/db/open";
import { elapsedWords } from "@/server/foundation/durations";
import { allPass, evaluate, obstacles } from "@/server/gates/evaluate";
import { sendJob } from "@/server/queue/boss";
import { readPinned } from "../evidence/pin";
import { championOf } from "../gather";
import { launchNext, refOf } from "../launch";
import { reassess, reassessPlace } from "../reassess";
import { type PromotionRef, recordAndAnnounce, systemActor, titleOf } from "../record-and-announce";
import { find, type Joined, lockPromotion, placeOf, stepsOf, update } from "../store";
import { withRegistry } from "./registry";
import type { Steps } from "./steps";
import { type StepKind, skipQueuedSteps, updateStep, versionId } from "./store";
import { type AliasMove, ExecutionFailure, versionGone } from "./words";

export type ExecutionContext = { ctx: Ctx; session: Db; scope: ProjectScope };

/** A promotion that is being carried out. */
export type Execution = {
  promotion: PromotionRef;
  move: AliasMove;
  modelId: string;
  /** Its name in the registry. */
  model: string;
  connection: string;
  isRollBack: boolean;
  /** True when an earlier attempt came as far as writing the alias. */
  mayHaveWritten: boolean;
};

/** Null when there is nothing to carry out any more. */
export async function load(session: Db, scope: ProjectScope, id: string): Promise<Execution | null> {
  const row = await find(session, scope, id);
  if (row?.promotion.status !== "executing") return null;
  const write = (await stepsOf(session, [id])).find(({ kind }) => kind === "set_alias");
  const { target, champion } = readPinned(row.promotion.evidence).sections;
  return {
    promotion: refOf(row),
    modelId: row.promotion.modelId,
    model: row.model,
    connection: target.connection,
    isRollBack: row.promotion.rollbackOf !== null,
    mayHaveWritten: write !== undefined && write.status !== "queued",
    move: {
      alias: target.alias,
      connectionName: row.connectionName,
      champion: champion?.version ?? null,
      target: row.version,
      environment: row.environment.name,
    },
  };
}

/** The promotion, locked; null when it is not being carried out any more. */
async function lockExecuting(tx: Tx, scope: ProjectScope, id: string): Promise<Joined | null> {
  const row = await lockPromotion(tx, scope, id);
  return row?.promotion.status === "executing" ? row : null;
}

/**
 * Reads what the evidence rests on from the registry, then checks evidence and gates again, right before the alias is
 * moved. A promotion whose evidence changed goes back to its approvers. A roll-back has neither: it only needs its version
 * to be there, and the one that it undoes to serve still.
 * @returns whether to go on
 */
export async function check(
  { ctx, session, scope }: ExecutionContext,
  execution: Execution,
  steps: Steps,
): Promise<boolean> {
  const { promotion, move } = execution;
  return steps.run("check", {}, async () => {
    await reread({ ctx, session, scope }, execution);
    const goesOn = await session.transaction(async (tx) => {
      const row = await lockExecuting(tx, scope, promotion.id);
      if (!row) return false;
      if (row.promotion.rollbackOf !== null) {
        if ((await championOf(tx, placeOf(row))) === row.promotion.championVersionId) return true;
        throw new ExecutionFailure({
          what: `v${move.champion} does not serve ${move.environment} any more.`,
          why: "There is nothing to roll back from. Nothing was changed.",
          todo: "Look at what serves now.",
        });
      }
      const found = await reassess(ctx, tx, scope, row);
      if (found.changed) {
        await freePlace(ctx, tx, scope, row);
        return false;
      }
      // Evidence that is older than a section does not have it: what was just gathered has all.
      const sections = found.sections ?? readPinned(row.promotion.evidence).sections;
      const gates = evaluate(sections.policy.gates, sections);
      if (allPass(gates)) return true;
      throw new ExecutionFailure({
        what: "A gate does not pass.",
        why: obstacles(gates),
        todo: "Retry once it passes.",
      });
    });
    return { result: goesOn, detail: {} };
  });
}

/**
 * Stores what the registry holds of the version and of the champion at this moment. Where it does not have the version any
 * more, evidence says so and the promotion is blocked. A roll-back needs its version alone.
 */
async function reread(
  { ctx, scope }: ExecutionContext,
  { connection, modelId, model, move, isRollBack }: Execution,
): Promise<void> {
  await withRegistry(ctx, connection, async (backend) => {
    const { target, champion } = move;
    const at = { connection, backend, modelId, model };
    if (!isRollBack) await rereadVersions(ctx, scope, { ...at, target, champion });
    else if (!(await isInRegistry(ctx, scope, { ...at, version: target })))
      throw new ExecutionFailure(versionGone(move));
  });
}

/** What waits behind a promotion that is no longer being carried out is looked at again, and the next one starts. */
async function freePlace(ctx: Ctx, tx: Tx, scope: ProjectScope, row: Joined): Promise<void> {
  await reassessPlace(ctx, tx, scope, placeOf(row));
  await launchNext(ctx, tx, scope, placeOf(row));
}

/** Records that the alias was moved: the version serves from now on. */
export async function finish(
  { ctx, session, scope }: ExecutionContext,
  { promotion: ref, move }: Execution,
  before: string | null,
): Promise<void> {
  await session.transaction(async (tx) => {
    const row = await lockExecuting(tx, scope, ref.id);
    if (!row) return;
    const { promotion } = row;
    const place = placeOf(row);
    const now = new Date().toISOString();
    const isRollBack = promotion.rollbackOf !== null;
    const replaced = await currentDeployment(tx, place.modelId, place.environmentId);
    await update(tx, promotion.id, {
      status: "succeeded",
      endedAt: now,
      failure: null,
      outcome: `v${move.target} serves ${move.environment}: alias ${move.alias} moved from ${before === null ? "nothing" : `v${before}`} to v${move.target}.`,
    });
    await startDeployment(tx, {
      ...place,
      projectId: promotion.projectId,
      versionId: promotion.versionId,
      promotionId: promotion.id,
      source: isRollBack ? "rollback" : "promotion",
      at: now,
      previousEnded: isRollBack ? "rolled_back" : "superseded",
      because: isRollBack ? promotion.reason || null : null,
    });
    if (promotion.rollbackOf !== null) {
      const served = replaced ? ` after ${elapsedWords(Date.parse(now) - Date.parse(replaced.fromAt))}` : "";
      await endRolledBack(tx, scope, promotion.rollbackOf, {
        at: now,
        outcome: `Rolled back by ${row.requester.name}${served}${promotion.reason ? `: ${promotion.reason}` : "."}`,
        by: titleOf(ref),
      });
    }
    await freePlace(ctx, tx, scope, row);
    const { alias, connectionName: connection, target } = move;
    const data = { connection, alias, before, target, after: target };
    await recordAndAnnounce(tx, systemActor, ref, "promotion.succeeded", data);
  });
}

async function endRolledBack(
  tx: Tx,
  scope: ProjectScope,
  id: string,
  end: { at: string; outcome: string; by: string },
): Promise<void> {
  const row = await find(tx, scope, id);
  if (row?.promotion.status !== "succeeded") return;
  await update(tx, id, { status: "rolled_back", endedAt: end.at, outcome: end.outcome });
  const { outcome, by } = end;
  await recordAndAnnounce(tx, systemActor, refOf(row), "promotion.rolled_back", { outcome, by });
}

/** Records that it can't be carried out, with the reason and what to do, until somebody retries it. */
export async function fail(
  { ctx, session, scope }: ExecutionContext,
  { promotion: ref, move }: Execution,
  step: StepKind,
  { trouble, found }: ExecutionFailure,
): Promise<void> {
  await session.transaction(async (tx) => {
    const row = await lockExecuting(tx, scope, ref.id);
    if (!row) return;
    const now = new Date().toISOString();
    await updateStep(tx, ref.id, step, "failed", { trouble: { ...trouble, at: now } });
    await skipQueuedSteps(tx, ref.id);
    await update(tx, ref.id, { status: "failed", endedAt: now, failure: trouble, outcome: trouble.what });
    if (found !== undefined) await recordFoundAlias(ctx, tx, row, move.alias, found);
    await freePlace(ctx, tx, scope, row);
    await recordAndAnnounce(tx, systemActor, ref, "promotion.failed", { ...trouble, step, found });
  });
}

/** An alias was found on another version than was known: deployments follow it now, or after the next sync. */
async function recordFoundAlias(
  ctx: Ctx,
  tx: Tx,
  row: Joined,
  alias: string,
  found: string | null,
): Promise<void> {
  const { modelId } = row.promotion;
  const id = found === null ? null : await versionId(tx, modelId, found);
  if (found === null || id !== null) {
    await observeAlias(tx, { modelId, alias, versionId: id, at: new Date().toISOString() });
    return;
  }
  const connection = row.environment.connectionId;
  await sendJob(ctx, tx, "sync", { connection }, { singletonKey: connection });
}
