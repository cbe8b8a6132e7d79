import "server-only";
import { type ProjectScope, projectsWith } from "@/server/access/access";
import type { Right } from "@/server/access/rights";
import { findEnvironment } from "@/server/environments/service";
import type { Ctx } from "@/server/foundation/context";
import type { Db, Tx } from "@/server/foundation/db/open";
import { Refusal } from "@/server/foundation/errors";
import { evaluate } from "@/server/gates/evaluate";
import { resolveVersion } from "@/server/registry/find";
import { assess, needsNobody } from "./assess";
import { digestsOf, pin } from "./evidence/pin";
import { type Gathered, gather } from "./gather";
import { launch } from "./launch";
import { readDetail, toEvidence } from "./read";
import { recordAndAnnounce } from "./record-and-announce";
import type { Challenge, Preview, PromotionDetail, RequestPromotion } from "./schema";
import { openStatuses } from "./status";
import { insert, lockModel, promotionsAt } from "./store";

type ResolvedChallenge = {
  scope: ProjectScope;
  model: { id: string; name: string };
  version: { id: string; version: string; status: string };
  environment: { id: string; name: string; connection: string; connectionName: string; alias: string };
};

/** The version and the environment named by the request, in a project where the caller holds the right. */
async function resolveChallenge(ctx: Ctx, right: Right, input: Challenge): Promise<ResolvedChallenge> {
  const scopes = await projectsWith(ctx, right, input.project);
  const { model, version } = await resolveVersion(ctx.db, scopes, input);
  const scope = scopes.find(({ projectId }) => projectId === model.projectId);
  if (!scope) throw new Error(`model ${model.id} was found outside the caller's projects`);
  return {
    scope,
    model,
    version,
    environment: await findEnvironment(ctx.db, scope, model, input.environment),
  };
}

/** The evidence as of now. @throws Refusal CONFLICT when no policy is in force */
async function gatherOrRefuse(
  db: Db | Tx,
  { model, version, environment }: ResolvedChallenge,
): Promise<Gathered> {
  const found = await gather(db, { modelId: model.id, versionId: version.id, environmentId: environment.id });
  if (found) return found;
  throw new Refusal("CONFLICT", {
    what: `No policy says what takes ${model.name} to ${environment.name}.`,
    why: "A promotion is judged by the gates and approvals that its policy asks for.",
    todo: "A maintainer writes one under Settings, Policies.",
  });
}

/** Why this version can't be requested now; null when it can. */
function refusalOf(
  { version, environment }: ResolvedChallenge,
  found: Gathered,
  open: string | null,
): string | null {
  if (found.versionGone !== null) return found.versionGone;
  if (found.championVersionId === version.id)
    return `v${version.version} serves ${environment.name} already.`;
  if (open) return `v${version.version} is asked for already: promotion ${open}.`;
  if (version.status !== "READY") {
    return `v${version.version} is not ready in the registry: its status there is ${version.status}.`;
  }
  return null;
}

async function openPromotionOf(tx: Tx, at: ResolvedChallenge): Promise<string | null> {
  const place = { modelId: at.model.id, environmentId: at.environment.id, versionId: at.version.id };
  const [open] = await promotionsAt(tx, at.scope, place, openStatuses);
  return open?.promotion.id ?? null;
}

/** The gates as of now, before a request is made. */
export async function preview(ctx: Ctx, input: Challenge): Promise<Preview> {
  const at = await resolveChallenge(ctx, "promotions.read", input);
  return ctx.db.transaction(
    async (tx) => {
      const found = await gatherOrRefuse(tx, at);
      const open = await openPromotionOf(tx, at);
      return {
        project: at.scope.slug,
        evidence: toEvidence({ sections: found.sections, digests: digestsOf(found.sections) }),
        gates: evaluate(found.sections.policy.gates, found.sections),
        role: at.scope.role,
        target: {
          connection: at.environment.connection,
          connectionName: at.environment.connectionName,
          alias: at.environment.alias,
        },
        refusal: refusalOf(at, found, open),
        open,
      };
    },
    { accessMode: "read only", isolationLevel: "repeatable read" },
  );
}

/**
 * Requests that a version is put into an environment. The evidence is pinned and the gates are evaluated on it. A gate
 * that does not pass blocks the promotion until the evidence changes; a policy without rules approves it at once.
 * @throws Refusal NOT_FOUND (model, version, environment), FORBIDDEN, CONFLICT (no policy, it serves already, it is
 *   requested already, it is not ready, it was deleted)
 */
export async function request(ctx: Ctx, input: RequestPromotion): Promise<PromotionDetail> {
  const at = await resolveChallenge(ctx, "promotions.request", input);
  const { scope, model, version, environment } = at;
  if (scope.actor.kind !== "person")
    throw new Refusal("FORBIDDEN", { what: "Only a person asks for a promotion." });
  const requestedBy = scope.actor.id;
  return ctx.db.transaction(async (tx) => {
    await lockModel(tx, model.id);
    const found = await gatherOrRefuse(tx, at);
    const refusal = refusalOf(at, found, await openPromotionOf(tx, at));
    if (refusal) throw new Refusal("CONFLICT", { what: refusal });
    const { rules } = found.sections.policy;
    const assessed = assess(found, rules, requestedBy);
    const pinned = pin(found.sections);
    const now = Date.now();
    const place = { modelId: model.id, environmentId: environment.id };
    const id = await insert(tx, {
      ...place,
      projectId: scope.projectId,
      versionId: version.id,
      policyId: found.policy.id,
      championVersionId: found.championVersionId,
      reason: input.reason,
      requestedBy,
      requestedVia: scope.actor.via,
      rules,
      ...pinned,
      ...assessed,
      evidencePinnedAt: new Date(now).toISOString(),
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + found.policy.expiresAfterHours * 3_600_000).toISOString(),
    });
    const ref = {
      id,
      projectId: scope.projectId,
      model: model.name,
      version: version.version,
      environment: environment.name,
    };
    await recordAndAnnounce(tx, scope.actor, ref, "promotion.requested", {
      ...{ reason: input.reason, evidence: pinned.evidenceDigest, policy: found.policy.revision },
      ...{
        champion: found.sections.champion?.version ?? null,
        gates: assessed.gates.map(({ label, result }) => ({ label, result })),
      },
    });
    if (needsNobody(rules, assessed.status)) await launch(ctx, tx, scope, { ...ref, ...place });
    return readDetail(tx, scope, id);
  });
}
