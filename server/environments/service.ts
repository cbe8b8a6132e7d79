import "server-only";
import { type ProjectScope, projectsWith, requireRight, requireRightOn } from "@/server/access/access";
import { record } from "@/server/audit/record";
import { hasCapability, vendorOf } from "@/server/backends/vendors";
import { environmentsOf } from "@/server/deployments/environments-of";
import { settleDeployments } from "@/server/deployments/service";
import { announce } from "@/server/events/announce";
import type { Ctx } from "@/server/foundation/context";
import type { Db, Tx } from "@/server/foundation/db/open";
import { Refusal } from "@/server/foundation/errors";
import { findModel } from "@/server/registry/find";
import { aliasClash } from "./clash";
import { positionOf } from "./position";
import type { Environment, ListEnvironments, PutEnvironment } from "./schema";
import * as store from "./store";

/** The environments of the caller's projects; with `model`, those that stand for it, most important first. */
export async function list(
  ctx: Ctx,
  input: ListEnvironments,
): Promise<{ items: Environment[]; nextCursor: null }> {
  const scopes = await projectsWith(ctx, "models.read", input.project);
  if (input.model === undefined)
    return { items: (await store.list(ctx.db, scopes)).map(shown), nextCursor: null };
  const model = await findModel(ctx.db, scopes, input.model);
  const rows = await store.list(
    ctx.db,
    scopes.filter((s) => s.projectId === model.projectId),
  );
  const mapped = rows.map((row) => ({ ...row, connectionId: row.connection }));
  return { items: environmentsOf(mapped, model).map(shown), nextCursor: null };
}

function shown(row: Awaited<ReturnType<typeof store.list>>[number]): Environment {
  const { id, project, name, model, connection, connectionName, alias, position, createdAt } = row;
  const { serving, openPromotions } = row;
  return {
    ...{ id, project, name, model, connection, connectionName, alias, position, createdAt },
    ...{ serving, openPromotions },
  };
}

/**
 * The environment of a name as it stands for one model: the model's own, else the project's.
 * @throws Refusal NOT_FOUND, naming those there are
 */
export async function findEnvironment(
  db: Db | Tx,
  scope: ProjectScope,
  model: { id: string; name: string; connectionId: string },
  name: string,
) {
  const rows = (await store.list(db, [scope])).map((row) => ({ ...row, connectionId: row.connection }));
  const mine = environmentsOf(rows, model);
  const found = mine.find((e) => e.name === name) ?? mine.find((e) => e.id === name);
  if (found) return found;
  throw new Refusal("NOT_FOUND", {
    what: `Model ${model.name} has no environment ${name}.`,
    why: mine.length ? `It has ${mine.map((e) => e.name).join(", ")}.` : "No environment stands for it yet.",
    todo: "A maintainer makes environments under Settings.",
  });
}

/** The project that a put is about: as said, or the connection's, or the only one the caller maintains. */
async function projectOf(ctx: Ctx, input: PutEnvironment): Promise<ProjectScope> {
  if (input.project !== undefined)
    return requireRight(ctx, "environments.manage", { project: input.project });
  if (/^[1-9]\d{0,17}$/.test(input.connection)) {
    const find = (db: Db | Tx) => store.projectOfConnection(db, input.connection);
    return requireRightOn(ctx, "environments.manage", find, `connection ${input.connection}`);
  }
  const scopes = await projectsWith(ctx, "environments.manage");
  const [only] = scopes;
  if (only && scopes.length === 1) return only;
  if (!only) {
    throw new Refusal("FORBIDDEN", {
      what: "This takes the role maintainer; you hold it in no project.",
      todo: "Ask a maintainer of the project.",
    });
  }
  throw new Refusal("BAD_REQUEST", {
    what: "It is not said which project the environment is for.",
    why: `You maintain ${scopes.map((s) => s.slug).join(", ")}.`,
    todo: "Give `project`.",
  });
}

/**
 * Makes an environment, or changes the one of this name (and model). Doing it twice changes nothing. What the
 * alias stands on already is taken over as serving.
 * @throws Refusal NOT_FOUND (connection, model), BAD_REQUEST (a connection without a registry, or another one than
 *   the model's), CONFLICT (the alias is another environment's, or a promotion is on its way)
 */
export async function put(ctx: Ctx, input: PutEnvironment): Promise<Environment> {
  const scope = await projectOf(ctx, input);
  return ctx.db.transaction(async (tx) => {
    const existing = await store.lock(tx, scope);
    const connection = await store.connectionIn(tx, scope, input.connection);
    if (!connection) {
      throw new Refusal("NOT_FOUND", {
        what: `Project ${scope.slug} has no connection ${input.connection}.`,
      });
    }
    if (!hasCapability(connection.vendor, "registry")) {
      throw new Refusal("BAD_REQUEST", {
        what: `${connection.name} has no model registry.`,
        why: `An environment is an alias in a model registry, and ${vendorOf(connection.vendor).name} has none.`,
        todo: "Choose a connection to a model registry.",
      });
    }
    const model = input.model ? await findModel(tx, [scope], input.model) : null;
    if (model && model.connectionId !== connection.id) {
      throw new Refusal("BAD_REQUEST", {
        what: `Model ${model.name} is not in the registry ${connection.name}.`,
        todo: "Choose the connection the model comes from.",
      });
    }
    const wanted = {
      name: input.name,
      modelId: model?.id ?? null,
      connectionId: connection.id,
      alias: input.alias,
    };
    const before = existing.find((e) => e.name === wanted.name && e.modelId === wanted.modelId);
    const clash = aliasClash(
      wanted,
      existing.filter((e) => e.id !== before?.id),
    );
    if (clash) {
      throw new Refusal("CONFLICT", {
        what: `Alias ${input.alias} belongs to environment ${clash.name} already.`,
        todo: "Give each environment an alias of its own.",
      });
    }
    const position = input.position ?? before?.position ?? positionOf(input.name);
    const remapped = before?.alias !== wanted.alias || before.connectionId !== wanted.connectionId;
    if (remapped) {
      // Also the project's environment that a model's own one would take over from, or the other way round.
      const touched = existing.filter((e) => e.name === wanted.name && (e.id === before?.id || !before));
      await refuseWhileOpen(tx, touched, wanted.modelId, "changed");
    }
    if (before && !remapped && before.position === position) return one(tx, scope, before.id);

    const changed = { connectionId: wanted.connectionId, alias: wanted.alias, position };
    const id = before?.id ?? (await store.insert(tx, { projectId: scope.projectId, ...wanted, position }));
    if (before) await store.update(tx, id, changed);
    await record(tx, scope.actor, {
      action: before ? "environment.changed" : "environment.created",
      project: scope.projectId,
      subject: { kind: "environment", id, name: input.name },
      data: {
        ...{ model: model?.name ?? null, connection: connection.name, alias: input.alias, position },
        ...(before && {
          before: { connectionId: before.connectionId, alias: before.alias, position: before.position },
        }),
      },
    });
    if (remapped) {
      await settleDeployments(tx, {
        modelIds: await store.modelsUnder(tx, scope, wanted.modelId),
        at: new Date().toISOString(),
        cause: { actor: scope.actor, because: `environment ${input.name} now follows alias ${input.alias}` },
        firstSeen: before ? null : id,
      });
    }
    await announce(tx, { project: scope.projectId, noun: "models", id: null });
    return one(tx, scope, id);
  });
}

async function one(tx: Tx, scope: ProjectScope, id: string): Promise<Environment> {
  const [row] = await store.list(tx, [scope], { id });
  if (!row) throw new Error(`environment ${id} is gone`);
  return shown(row);
}

async function refuseWhileOpen(
  tx: Tx,
  touched: readonly store.EnvironmentRow[],
  modelId: string | null,
  verb: "changed" | "removed",
): Promise<void> {
  const open = await store.openPromotion(
    tx,
    touched.map((e) => e.id),
    modelId,
  );
  if (!open) return;
  throw new Refusal("CONFLICT", {
    what: `${touched[0]?.name ?? "The environment"} can't be ${verb} now.`,
    why: `Promotion ${open.id} of ${open.model} is on its way into it, and was agreed to as the environment is.`,
    todo: "Decide or cancel that promotion first.",
  });
}

/**
 * Takes an environment away. What served there ends; its history, promotions and policies stay on record.
 * @throws Refusal NOT_FOUND, CONFLICT while a promotion is on its way into it
 */
export async function remove(ctx: Ctx, input: { id: string }): Promise<{ id: string }> {
  const find = (db: Db | Tx) => store.projectOfEnvironment(db, input.id);
  const scope = await requireRightOn(ctx, "environments.manage", find, `environment ${input.id}`);
  return ctx.db.transaction(async (tx) => {
    const environment = (await store.lock(tx, scope)).find((e) => e.id === input.id);
    if (!environment) throw new Refusal("NOT_FOUND", { what: `There is no environment ${input.id}.` });
    await refuseWhileOpen(tx, [environment], environment.modelId, "removed");
    const at = new Date().toISOString();
    await store.markRemoved(tx, environment.id, at);
    const { name, alias } = environment;
    await record(tx, scope.actor, {
      action: "environment.removed",
      project: scope.projectId,
      subject: { kind: "environment", id: environment.id, name },
      data: { alias, modelId: environment.modelId },
    });
    await settleDeployments(tx, {
      modelIds: await store.modelsUnder(tx, scope, environment.modelId),
      at,
      cause: { actor: scope.actor, because: `environment ${name} was removed` },
    });
    await announce(tx, { project: scope.projectId, noun: "models", id: null });
    return { id: environment.id };
  });
}
