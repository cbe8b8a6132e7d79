import "server-only";
import { type ProjectScope, projectsWith } from "@/server/access/access";
import { unmeetable } from "@/server/approvals/assign";
import { record } from "@/server/audit/record";
import { findEnvironment } from "@/server/environments/service";
import { announce } from "@/server/events/announce";
import { canonicalJson } from "@/server/foundation/canonical-json";
import type { Ctx } from "@/server/foundation/context";
import type { Db, Tx } from "@/server/foundation/db/open";
import { Refusal } from "@/server/foundation/errors";
import { conditionOf, shortForm } from "@/server/gates/kinds";
import { deciders, policyInForce, termsOfPolicy } from "@/server/promotions/policy-in-force";
import { reassessPlace } from "@/server/promotions/reassess";
import type { Terms } from "@/server/promotions/schema";
import { lockModel } from "@/server/promotions/store";
import { findModel } from "@/server/registry/find";
import { type ListPolicies, type Policy, type PutPolicy, putPolicy } from "./schema";
import * as store from "./store";

type Listed = Awaited<ReturnType<typeof store.list>>;

async function toPolicies(db: Db | Tx, rows: Listed): Promise<Policy[]> {
  const people = await deciders(db, [...new Set(rows.map(({ policy }) => policy.projectId))]);
  return rows.map(({ policy, project, model, environment, author }) => {
    const content = termsOfPolicy(policy);
    return {
      ...content,
      ...{ id: policy.id, project, model, environment, revision: policy.revision, createdBy: author },
      createdAt: policy.createdAt,
      warnings: unmeetable(content.rules, people.get(policy.projectId) ?? []),
    };
  });
}

/** The policies in force in the reader's projects. */
export async function list(ctx: Ctx, input: ListPolicies): Promise<{ items: Policy[]; nextCursor: null }> {
  const scopes = await projectsWith(ctx, "promotions.read", input.project);
  return { items: await toPolicies(ctx.db, await store.list(ctx.db, scopes, input)), nextCursor: null };
}

/**
 * Puts a policy in force for a model in an environment, as a new revision; the same content again changes nothing.
 * Open promotions are asked again under it: their approvals are void, and they still take what they took before.
 * @throws Refusal NOT_FOUND, FORBIDDEN (no rule, by others than owners), BAD_REQUEST (a gate or role twice)
 */
export async function put(ctx: Ctx, given: PutPolicy): Promise<Policy> {
  const input = putPolicy.parse(given);
  const scopes = await projectsWith(ctx, "policies.manage", input.project);
  const model = await findModel(ctx.db, scopes, input.model);
  const scope = scopes.find(({ projectId }) => projectId === model.projectId);
  if (!scope) throw new Error(`model ${model.id} was found outside the caller's projects`);
  const environment = await findEnvironment(ctx.db, scope, model, input.environment);
  const { rules, expiresAfterHours } = input;
  const gates = input.gates.map(shortForm);
  refuseDuplicates(gates, rules);
  if (rules.length === 0 && !scope.actor.isOwner) throw noRule();
  const at = { modelId: model.id, environmentId: environment.id };
  return ctx.db.transaction(async (tx) => {
    await lockModel(tx, model.id);
    const before = await policyInForce(tx, at);
    const content = { gates, rules, expiresAfterHours };
    if (before && canonicalJson(termsOfPolicy(before)) === canonicalJson(content))
      return readOne(tx, scope, before.id);
    const row = await store.replace(tx, scope, at, content);
    await reassessPlace(ctx, tx, scope, at);
    await record(tx, scope.actor, {
      action: before ? "policy.changed" : "policy.created",
      project: scope.projectId,
      subject: { kind: "policy", id: row.id, name: `${model.name} → ${environment.name}` },
      data: { revision: row.revision, ...content },
    });
    await announce(tx, { project: scope.projectId, noun: "promotions", id: null });
    return readOne(tx, scope, row.id);
  });
}

const noRule = () =>
  new Refusal("FORBIDDEN", {
    what: "Only an owner of this installation sets a policy without a rule.",
    why: "Under it a version is put into the environment without anybody's approval.",
    todo: "Add a rule, or ask an owner.",
  });

function refuseDuplicates(gates: Terms["gates"], rules: Terms["rules"]): void {
  const conditions = gates.map(conditionOf);
  const duplicate = conditions.find((condition, index) => conditions.indexOf(condition) !== index);
  if (duplicate) throw new Refusal("BAD_REQUEST", { what: `The gate ${duplicate} is there twice.` });
  const role = rules.map((r) => r.role).find((r, index, all) => all.indexOf(r) !== index);
  if (role) {
    throw new Refusal("BAD_REQUEST", {
      what: `There are two rules for ${role}s.`,
      todo: "Add their counts up in one.",
    });
  }
}

async function readOne(tx: Tx, scope: ProjectScope, id: string): Promise<Policy> {
  const [policy] = await toPolicies(tx, await store.list(tx, [scope], { id }));
  if (!policy) throw new Error(`policy ${id} is gone`);
  return policy;
}
