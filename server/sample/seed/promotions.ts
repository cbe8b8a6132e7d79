import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { waitsForRole } from "@/server/approvals/assign";
import { record } from "@/server/audit/record";
import { currentDeployment, startDeployment } from "@/server/deployments/service";
import type { Actor } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";
import { modelVersions } from "@/server/foundation/db/tables/models";
import { decisions, executionSteps, policies, promotions } from "@/server/foundation/db/tables/promotions";
import { elapsedWords } from "@/server/foundation/durations";
import { assess } from "@/server/promotions/assess";
import { mentionedIds, withTokens } from "@/server/promotions/comments/mentions";
import { insert as insertComment, markRead } from "@/server/promotions/comments/store";
import { pin } from "@/server/promotions/evidence/pin";
import { type Gathered, gather } from "@/server/promotions/gather";
import { systemActor, titleOf } from "@/server/promotions/record-and-announce";
import type { Story, StoryPromotion } from "../story";
import { type Place, placeOf, type Requested, type SeedState } from "./seed-state";

type Revision = Story["policies"][number]["revisions"][number] & { model: string; environment: string };

/** Writes an audit event as a running installation does. */
function recordPromotion(
  tx: Tx,
  state: SeedState,
  actor: Actor,
  { id, model, version, environment }: { id: string; model: string; version: string; environment: string },
  event: { action: `promotion.${string}`; at: string; data?: Record<string, unknown> },
) {
  const at = { model, version, environment };
  const subject = { kind: "promotion", id, name: titleOf(at) };
  const data = { ...event.data, ...at };
  return record(tx, actor, { action: event.action, project: state.scope.projectId, subject, data }, event.at);
}

/** A new revision of a policy takes the place of the one before. */
export async function writePolicy(tx: Tx, state: SeedState, revision: Revision): Promise<void> {
  const { modelId, environmentId } = placeOf(state, revision);
  const here = and(eq(policies.modelId, modelId), eq(policies.environmentId, environmentId));
  const before = await tx.select({ id: policies.id }).from(policies).where(here);
  await tx
    .update(policies)
    .set({ replacedAt: revision.at })
    .where(and(here, isNull(policies.replacedAt)));
  const { actor } = state.people.as[revision.by];
  const [row] = await tx
    .insert(policies)
    .values({
      projectId: state.scope.projectId,
      modelId,
      environmentId,
      revision: before.length + 1,
      gates: revision.gates,
      rules: revision.rules,
      expiresAfterHours: revision.expiresAfterHours,
      createdBy: actor.id,
      createdAt: revision.at,
    })
    .returning();
  const subject = { kind: "policy", id: row?.id ?? "", name: `${revision.model} in ${revision.environment}` };
  const { gates, rules } = revision;
  const entry = { action: "policy.changed", project: state.scope.projectId, subject, data: { gates, rules } };
  await record(tx, actor, entry, revision.at);
}

/** A request: the evidence is pinned as it was, and the gates are evaluated on it. */
export async function request(tx: Tx, state: SeedState, promotion: StoryPromotion): Promise<void> {
  const place = placeOf(state, promotion);
  const versionId = await versionOf(tx, place.modelId, promotion.version);
  const found = await gather(tx, { ...place, versionId });
  if (!found) throw new Error(`there is no policy for ${titleOf(promotion)}`);
  const requester = state.people.as[promotion.by].actor.id;
  const pinned = pin(found.sections);
  const [row] = await tx
    .insert(promotions)
    .values({
      projectId: state.scope.projectId,
      modelId: place.modelId,
      environmentId: place.environmentId,
      versionId,
      policyId: found.policy.id,
      championVersionId: found.championVersionId,
      reason: promotion.reason,
      requestedBy: requester,
      ...pinned,
      rules: found.sections.policy.rules,
      ...assess(found, found.sections.policy.rules, requester),
      evidencePinnedAt: promotion.at,
      createdAt: promotion.at,
      expiresAt: new Date(
        Date.parse(promotion.at) + found.policy.expiresAfterHours * 3_600_000,
      ).toISOString(),
    })
    .returning({ id: promotions.id });
  if (!row) throw new Error(`${titleOf(promotion)} was not written`);
  state.promotions.set(promotion, { id: row.id, found, digest: pinned.evidenceDigest, versionId, place });
  await recordPromotion(
    tx,
    state,
    state.people.as[promotion.by].actor,
    { ...promotion, id: row.id },
    {
      action: "promotion.requested",
      at: promotion.at,
      data: {
        reason: promotion.reason,
        evidence: pinned.evidenceDigest,
        champion: found.sections.champion?.version ?? null,
      },
    },
  );
}

async function versionOf(tx: Tx, modelId: string, version: string): Promise<string> {
  const [row] = await tx
    .select({ id: modelVersions.id })
    .from(modelVersions)
    .where(and(eq(modelVersions.modelId, modelId), eq(modelVersions.version, version)));
  if (!row) throw new Error(`the sample's registry has no version ${version} of model ${modelId}`);
  return row.id;
}

const requestOf = (state: SeedState, promotion: StoryPromotion): Requested => {
  const asked = state.promotions.get(promotion);
  if (!asked) throw new Error(`${titleOf(promotion)} has events before its request`);
  return asked;
};

export async function decide(
  tx: Tx,
  state: SeedState,
  promotion: StoryPromotion,
  given: StoryPromotion["decisions"][number],
): Promise<void> {
  const { id, digest, found } = requestOf(state, promotion);
  const person = state.people.as[given.by].actor.id;
  const { decision, comment, at } = given;
  const role = given.by === "owner" ? "maintainer" : given.by;
  await tx.insert(decisions).values({
    promotionId: id,
    personId: person,
    role,
    decision,
    comment,
    evidenceDigest: digest,
    createdAt: at,
  });
  // Who decides has read what was asked of them.
  await markRead(tx, id, person, at);
  const approvals = promotion.decisions
    .filter((each) => each.decision === "approve" && each.at <= at)
    .map((each) => ({
      person: state.people.as[each.by].actor.id,
      role: each.by === "owner" ? "maintainer" : each.by,
    }));
  const waits = waitsForRole(found.sections.policy.rules, approvals, state.people.as[promotion.by].actor.id);
  await tx
    .update(promotions)
    .set({
      waitsForRole: decision === "approve" ? waits : null,
      ...(waits === null ? { decidedAt: at } : {}),
    })
    .where(eq(promotions.id, id));
  const action = decision === "approve" ? "promotion.approved" : "promotion.rejected";
  const data = { comment, evidence: digest };
  const { actor } = state.people.as[given.by];
  await recordPromotion(tx, state, actor, { ...promotion, id }, { action, at, data });
}

/** A comment. People are named by their roles. */
export async function comment(
  tx: Tx,
  state: SeedState,
  promotion: StoryPromotion,
  { by, at, text }: StoryPromotion["comments"][number],
): Promise<void> {
  const { id } = requestOf(state, promotion);
  const { actor } = state.people.as[by];
  const people = Object.values(state.people.as).map(({ actor }) => ({ id: actor.id, label: actor.name }));
  const written = withTokens(text, people);
  const mentions = mentionedIds(written);
  const row = { promotionId: id, personId: actor.id, text: written, createdAt: at };
  const made = await insertComment(
    tx,
    row,
    mentions.filter((person) => person !== actor.id),
  );
  const data = { comment: made, mentions };
  await recordPromotion(tx, state, actor, { ...promotion, id }, { action: "promotion.commented", at, data });
}

export async function end(tx: Tx, state: SeedState, promotion: StoryPromotion, at: string): Promise<void> {
  const { id, found, place, versionId } = requestOf(state, promotion);
  const carriedOut = promotion.status === "succeeded" || promotion.status === "rolled_back";
  const rejection = promotion.decisions.find((each) => each.decision === "reject");
  const moved = movedWords(found, promotion.version, promotion.environment, place.alias);
  await tx
    .update(promotions)
    .set({
      status: carriedOut ? "succeeded" : promotion.status,
      waitsForRole: null,
      endedAt: at,
      decidedAt: promotion.decisions.at(-1)?.at ?? at,
      outcome: carriedOut
        ? moved
        : (promotion.because ?? (rejection ? `Rejected by ${rejection.by}: ${rejection.comment}` : null)),
    })
    .where(eq(promotions.id, id));
  if (!carriedOut) {
    if (rejection) return;
    const actor = promotion.status === "expired" ? systemActor : state.people.as[promotion.by].actor;
    const data = { because: promotion.because };
    await recordPromotion(
      tx,
      state,
      actor,
      { ...promotion, id },
      { action: `promotion.${promotion.status}`, at, data },
    );
    return;
  }
  await serve(tx, state, { id, place, versionId, found, version: promotion.version }, at, null);
  await recordMove(tx, state, { ...promotion, id }, { place, found, at });
}

/** The audit event of an alias that was moved. */
function recordMove(
  tx: Tx,
  state: SeedState,
  promotion: { id: string; model: string; version: string; environment: string },
  { place, found, at }: { place: Place; found: Gathered; at: string },
) {
  const before = found.sections.champion?.version ?? null;
  const data = { alias: place.alias, before, target: promotion.version, after: promotion.version };
  return recordPromotion(tx, state, systemActor, promotion, { action: "promotion.succeeded", at, data });
}

const movedWords = (found: Gathered, version: string, environment: string, alias: string): string => {
  const before = found.sections.champion?.version;
  return `v${version} serves ${environment}: alias ${alias} moved from ${before ? `v${before}` : "nothing"} to v${version}.`;
};

/** Writes the deployment of the version and the steps of its execution. */
async function serve(
  tx: Tx,
  state: SeedState,
  it: { id: string; place: Place; versionId: string; found: Gathered; version: string },
  at: string,
  because: string | null,
): Promise<void> {
  const { modelId, environmentId } = it.place;
  const before = it.found.sections.champion?.version ?? null;
  const details = [{}, { before }, { before, target: it.version, wrote: true }, { after: it.version }];
  const kinds = ["check", "read_alias", "set_alias", "verify_alias"] as const;
  await tx.insert(executionSteps).values(
    kinds.map((kind, position) => ({
      promotionId: it.id,
      position,
      kind,
      status: "succeeded" as const,
      attempt: 1,
      detail: details[position],
      startedAt: at,
      finishedAt: at,
    })),
  );
  await startDeployment(tx, {
    projectId: state.scope.projectId,
    modelId,
    environmentId,
    versionId: it.versionId,
    promotionId: it.id,
    source: because === null ? "promotion" : "rollback",
    at,
    previousEnded: because === null ? "superseded" : "rolled_back",
    because,
  });
}

/** A roll-back: the version before serves again, and the promotion is marked as rolled back. */
export async function rollBack(
  tx: Tx,
  state: SeedState,
  promotion: StoryPromotion,
  { by, at, reason }: NonNullable<StoryPromotion["rollback"]>,
): Promise<void> {
  const undone = requestOf(state, promotion);
  const versionId = undone.found.championVersionId;
  const back = versionId && (await gather(tx, { ...undone.place, versionId }));
  if (!back) throw new Error(`nothing served before ${titleOf(promotion)}`);
  const { version } = back.sections.challenger;
  const left = await currentDeployment(tx, undone.place.modelId, undone.place.environmentId);
  const served = elapsedWords(left ? Date.parse(at) - Date.parse(left.fromAt) : 0);
  const [row] = await tx
    .insert(promotions)
    .values({
      projectId: state.scope.projectId,
      modelId: undone.place.modelId,
      environmentId: undone.place.environmentId,
      versionId,
      policyId: back.policy.id,
      championVersionId: undone.versionId,
      rollbackOf: undone.id,
      status: "succeeded",
      reason,
      requestedBy: state.people.as[by].actor.id,
      ...pin(back.sections),
      evidencePinnedAt: at,
      gates: [],
      createdAt: at,
      decidedAt: at,
      endedAt: at,
      expiresAt: new Date(Date.parse(at) + back.policy.expiresAfterHours * 3_600_000).toISOString(),
      outcome: movedWords(back, version, promotion.environment, undone.place.alias),
    })
    .returning({ id: promotions.id });
  if (!row) throw new Error(`the roll-back of ${titleOf(promotion)} was not written`);
  await serve(tx, state, { id: row.id, place: undone.place, versionId, found: back, version }, at, reason);
  const outcome = `Rolled back by ${by} after ${served}: ${reason}`;
  await tx
    .update(promotions)
    .set({ status: "rolled_back", outcome, endedAt: at })
    .where(eq(promotions.id, undone.id));
  const made = { model: promotion.model, version, environment: promotion.environment, id: row.id };
  const { actor } = state.people.as[by];
  await recordPromotion(tx, state, actor, made, {
    action: "promotion.roll_back_requested",
    at,
    data: { undoes: undone.id, from: promotion.version, reason },
  });
  await recordPromotion(
    tx,
    state,
    systemActor,
    { ...promotion, id: undone.id },
    { action: "promotion.rolled_back", at, data: { outcome, by: titleOf(made) } },
  );
  await recordMove(tx, state, made, { place: undone.place, found: back, at });
}
