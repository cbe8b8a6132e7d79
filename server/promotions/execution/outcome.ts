import "server-only";
import type { ProjectScope } from "@/server/access/access";
import { currentDeployment, observeAlias, startDeployment } from "@/server/deployments/service";
import type { Ctx } from "@/server/foundation/context";
import type { Db, Tx } from "@/server/foundation/db/open";
import { allPass, evaluate, obstacles } from "@/server/gates/evaluate";
import { sendJob } from "@/server/queue/boss";
import { championOf } from "../gather";
import { launchNext, namedOf } from "../launch";
import { evidenceOf } from "../read";
import { reassess, reassessPlace } from "../reassess";
import { type Named, nameOf, tell, terrapin } from "../record-and-announce";
import { find, type Joined, lock, placeOf, stepsOf, update } from "../store";
import type { Steps } from "./steps";
import { note, type StepKind, skipRest, versionId } from "./store";
import { type Aim, Stop, span } from "./words";

export type On = { ctx: Ctx; own: Db; scope: ProjectScope };

/** A promotion on its way: what is to be done, and whether its effect may have begun. */
export type Underway = {
  named: Named;
  aim: Aim;
  model: string;
  connection: string;
  /** True when an earlier try came as far as writing. */
  began: boolean;
};

/** Null when there is nothing to carry out any more. */
export async function load(own: Db, scope: ProjectScope, id: string): Promise<Underway | null> {
  const row = await find(own, scope, id);
  if (row?.promotion.status !== "executing") return null;
  const write = (await stepsOf(own, [id])).find(({ kind }) => kind === "set_alias");
  const evidence = evidenceOf(row);
  return {
    named: namedOf(row),
    model: row.model,
    connection: evidence.connection,
    began: write !== undefined && write.status !== "queued",
    aim: {
      alias: evidence.alias,
      connectionName: row.connectionName,
      champion: evidence.champion?.version ?? null,
      target: row.version,
      environment: row.environment.name,
    },
  };
}

/** The promotion, locked; null when it is not on its way any more. */
async function lockUnderway(tx: Tx, scope: ProjectScope, id: string): Promise<Joined | null> {
  const row = await lock(tx, scope, id);
  return row?.promotion.status === "executing" ? row : null;
}

/**
 * Gates and evidence once more, right before the effect. What is no longer what was agreed to goes back to its
 * approvers; a roll-back, which nobody was asked about, only has to find the version it undoes.
 * @returns whether to go on
 */
export async function check(
  { ctx, own, scope }: On,
  { named, aim }: Underway,
  steps: Steps,
): Promise<boolean> {
  return steps.run("check", {}, async () => {
    const goesOn = await own.transaction(async (tx) => {
      const row = await lockUnderway(tx, scope, named.id);
      if (!row) return false;
      if (row.promotion.rollbackOf !== null) {
        if ((await championOf(tx, placeOf(row))) === row.promotion.championVersionId) return true;
        throw new Stop({
          what: `v${aim.champion} does not serve ${aim.environment} any more.`,
          why: "There is nothing to roll back from. Nothing was changed.",
          todo: "Look at what serves now.",
        });
      }
      const found = await reassess(ctx, tx, scope, row);
      if (found.changed) {
        await reassessPlace(ctx, tx, scope, placeOf(row));
        await launchNext(ctx, tx, scope, placeOf(row));
        return false;
      }
      const evidence = evidenceOf(row);
      const gates = evaluate(evidence.policy.gates, evidence);
      if (allPass(gates)) return true;
      throw new Stop({ what: "A gate does not pass.", why: obstacles(gates), todo: "Retry once it passes." });
    });
    return { result: goesOn, detail: {} };
  });
}

/** The alias stands where it should: the version serves from now on. */
export async function finish(on: On, { named, aim }: Underway, before: string | null): Promise<void> {
  const { ctx, own, scope } = on;
  await own.transaction(async (tx) => {
    const row = await lockUnderway(tx, scope, named.id);
    if (!row) return;
    const { promotion } = row;
    const place = placeOf(row);
    const now = new Date().toISOString();
    const back = promotion.rollbackOf !== null;
    const left = await currentDeployment(tx, place.modelId, place.environmentId);
    await update(tx, promotion.id, {
      status: "succeeded",
      endedAt: now,
      failure: null,
      outcome: `v${aim.target} serves ${aim.environment}: alias ${aim.alias} moved from ${before === null ? "nothing" : `v${before}`} to v${aim.target}.`,
    });
    await startDeployment(tx, {
      ...place,
      projectId: promotion.projectId,
      versionId: promotion.versionId,
      promotionId: promotion.id,
      source: back ? "rollback" : "promotion",
      at: now,
      previousEnded: back ? "rolled_back" : "superseded",
      because: back ? promotion.reason || null : null,
    });
    if (promotion.rollbackOf !== null) {
      const lasted = left ? ` after ${span(Date.parse(now) - Date.parse(left.fromAt))}` : "";
      await undo(tx, scope, promotion.rollbackOf, {
        at: now,
        outcome: `Rolled back by ${row.asker.name}${lasted}${promotion.reason ? `: ${promotion.reason}` : "."}`,
        by: nameOf(named),
      });
    }
    await reassessPlace(ctx, tx, scope, place);
    await launchNext(ctx, tx, scope, place);
    const { alias, connectionName: connection, target } = aim;
    await tell(tx, terrapin, named, "promotion.succeeded", {
      connection,
      alias,
      before,
      target,
      after: target,
    });
  });
}

async function undo(
  tx: Tx,
  scope: ProjectScope,
  id: string,
  said: { at: string; outcome: string; by: string },
): Promise<void> {
  const former = await find(tx, scope, id);
  if (former?.promotion.status !== "succeeded") return;
  await update(tx, id, { status: "rolled_back", endedAt: said.at, outcome: said.outcome });
  await tell(tx, terrapin, namedOf(former), "promotion.rolled_back", { outcome: said.outcome, by: said.by });
}

/** It can't be carried out: why, and what to do, stands on the promotion until somebody retries it. */
export async function fail(on: On, { named, aim }: Underway, kind: StepKind, stop: Stop): Promise<void> {
  const { ctx, own, scope } = on;
  await own.transaction(async (tx) => {
    const row = await lockUnderway(tx, scope, named.id);
    if (!row) return;
    const now = new Date().toISOString();
    const { trouble, found } = stop;
    await note(tx, named.id, kind, "failed", { trouble: { ...trouble, at: now } });
    await skipRest(tx, named.id);
    await update(tx, named.id, { status: "failed", endedAt: now, failure: trouble, outcome: trouble.what });
    if (found !== undefined) await takeNotice(ctx, tx, row, aim.alias, found);
    await reassessPlace(ctx, tx, scope, placeOf(row));
    await launchNext(ctx, tx, scope, placeOf(row));
    await tell(tx, terrapin, named, "promotion.failed", { ...trouble, step: kind, found });
  });
}

/** An alias that stands elsewhere than was known: what serves is put right now, or by the next sync. */
async function takeNotice(ctx: Ctx, tx: Tx, row: Joined, alias: string, found: string | null): Promise<void> {
  const { modelId } = row.promotion;
  const id = found === null ? null : await versionId(tx, modelId, found);
  if (found === null || id !== null) {
    await observeAlias(tx, { modelId, alias, versionId: id, at: new Date().toISOString() });
    return;
  }
  const connection = row.environment.connectionId;
  await sendJob(ctx, tx, "sync", { connection }, { singletonKey: connection });
}
