import "server-only";
import { type ProjectScope, projectsWith, requireRight, requireRightOn } from "@/server/access/access";
import { record } from "@/server/audit/record";
import type { Backend } from "@/server/backends/types";
import { vendorOf } from "@/server/backends/vendors";
import { announce } from "@/server/events/announce";
import { canonicalJson } from "@/server/foundation/canonical-json";
import type { Ctx } from "@/server/foundation/context";
import type { Db, Tx } from "@/server/foundation/db/open";
import { isUniqueViolation, parseInput, Refusal } from "@/server/foundation/errors";
import { sendJob } from "@/server/queue/boss";
import { openStored, openWith, optionsOf, originOf, troubleOf } from "./open";
import { probe, probing } from "./probe";
import {
  type Connection,
  type CreateConnection,
  type Options,
  type TestResult,
  type TryConnection,
  type UpdateConnection,
  updateOf,
} from "./schema";
import * as store from "./store";
import { askAgain } from "./sync/store-state";
import { toConnection } from "./to-connection";
import { CannotUnseal, type Secrets, seal, unseal } from "./vault";

/** A sync that was queued and never ran is queued again after this long. */
const REQUEUE_SECONDS = 600;

export async function list(
  ctx: Ctx,
  input: { project?: string },
): Promise<{ items: Connection[]; nextCursor: null }> {
  const scopes = await projectsWith(ctx, "connections.read", input.project);
  const rows = await store.list(ctx.db, scopes);
  const cursors = await store.cursors(
    ctx.db,
    rows.map((row) => row.id),
  );
  return { items: rows.map((row) => toConnection(row, cursors, Date.now())), nextCursor: null };
}

const notFound = (id: string) => new Refusal("NOT_FOUND", { what: `There is no connection ${id}.` });

const requireRightTo = (ctx: Ctx, what: "connections.read" | "connections.manage", id: string) =>
  requireRightOn(ctx, what, (db) => store.projectOf(db, id), `connection ${id}`);

export async function get(ctx: Ctx, input: { id: string }): Promise<Connection> {
  const scope = await requireRightTo(ctx, "connections.read", input.id);
  return read(ctx.db, scope, input.id);
}

async function read(db: Db | Tx, scope: ProjectScope, id: string): Promise<Connection> {
  const row = await store.find(db, scope, id);
  if (!row) throw notFound(id);
  return toConnection(row, await store.cursors(db, [id]), Date.now());
}

/** Stores a connection and queues its first sync. @throws Refusal CONFLICT when the project has one of this name */
export async function create(ctx: Ctx, input: CreateConnection): Promise<Connection> {
  const scope = await requireRight(ctx, "connections.manage", { project: input.project });
  const { vendor, name, url, credentials, options } = input;
  return withUniqueName(name, () =>
    ctx.db.transaction(async (tx) => {
      const id = await store.insert(tx, scope, { vendor, name, url, options });
      const secrets = secretsOf(credentials);
      if (secrets) await store.update(tx, id, { sealedCredentials: seal(id, secrets) });
      await recordChange(tx, scope, "connection.created", { id, name }, { vendor, url, options });
      await queueSync(ctx, tx, id);
      return read(tx, scope, id);
    }),
  );
}

/**
 * Changes a connection. When options or address change, everything is read again; what was read stays.
 * @throws Refusal BAD_REQUEST for credentials or options that its vendor does not take, and for another server without
 *   its credentials: the stored ones are not sent there
 */
export async function update(ctx: Ctx, input: UpdateConnection): Promise<Connection> {
  const scope = await requireRightTo(ctx, "connections.manage", input.id);
  const { id, name, url } = input;
  return withUniqueName(name ?? "", () =>
    ctx.db.transaction(async (tx) => {
      const row = await store.find(tx, scope, id);
      if (!row) throw notFound(id);
      const { credentials, options } = parseInput(updateOf(vendorOf(row.vendor)), input);
      const otherServer = url !== undefined && originOf(url) !== originOf(row.url);
      if (otherServer && row.sealedCredentials !== null && credentials === undefined) {
        throw new Refusal("BAD_REQUEST", {
          what: "Another server needs its credentials entered again.",
          why: "The stored ones are not sent to a server they were not entered for.",
          todo: "Enter the credentials together with the new address.",
        });
      }
      const secrets = secretsOf(credentials);
      const sealed = credentials === undefined ? {} : { sealedCredentials: secrets && seal(id, secrets) };
      await store.update(tx, id, { name, url, options, ...sealed });
      const moved = url !== undefined && url !== row.url;
      if (moved || (options && readsOther(options, optionsOf(row)))) await store.deleteCursors(tx, id);
      await recordChange(
        tx,
        scope,
        "connection.changed",
        { id, name: name ?? row.name },
        {
          ...{ name, url, options },
          ...(credentials === undefined ? {} : { credentials: secrets ? "replaced" : "removed" }),
        },
      );
      if (row.pausedAt === null) await queueSync(ctx, tx, id);
      return read(tx, scope, id);
    }),
  );
}

/** The credentials that were entered; null when there are none, also for `{}`. */
function secretsOf(credentials: object | null | undefined): Secrets | null {
  const entered = Object.entries(credentials ?? {}).filter(([, value]) => Boolean(value));
  return entered.length > 0 ? Object.fromEntries(entered) : null;
}

/** Whether other things are read: all options count but the pause between syncs. */
function readsOther(options: Options, before: Options): boolean {
  const what = ({ everySeconds: _unused, ...others }: Options) => canonicalJson(others);
  return what(options) !== what(before);
}

/**
 * Removes a connection with the runs and models read through it.
 * @throws Refusal CONFLICT while environments, promotions or feedback depend on it, which no other system has
 */
export async function remove(ctx: Ctx, input: { id: string }): Promise<{ id: string }> {
  const scope = await requireRightTo(ctx, "connections.manage", input.id);
  return ctx.db.transaction(async (tx) => {
    const row = await store.find(tx, scope, input.id);
    if (!row) throw notFound(input.id);
    const { environments, promotions, feedback } = await store.dependents(tx, row.id);
    if (environments.length > 0 || promotions > 0 || feedback > 0) {
      throw new Refusal("CONFLICT", {
        what: `${row.name} cannot be removed: decisions depend on it.`,
        why: [
          ...(environments.length > 0 ? [`Environments: ${environments.join(", ")}.`] : []),
          ...(promotions > 0 ? [`Promotions of its models: ${promotions}.`] : []),
          ...(feedback > 0 ? [`Feedback on its models: ${feedback}.`] : []),
        ].join(" "),
        todo: "Pause it instead: nothing more is read, and what was decided stays.",
      });
    }
    await store.remove(tx, row.id);
    await recordChange(tx, scope, "connection.removed", row, { vendor: row.vendor, url: row.url });
    await announce(tx, { project: scope.projectId, noun: "runs", id: null });
    await announce(tx, { project: scope.projectId, noun: "models", id: null });
    return { id: row.id };
  });
}

/** Asks the system what can be read there. */
export async function test(ctx: Ctx, input: { id: string }): Promise<TestResult> {
  const { actor } = await requireRightTo(ctx, "connections.manage", input.id);
  const row = await store.load(ctx.db, input.id);
  if (!row) throw notFound(input.id);
  return probe(ctx, () => openStored(ctx.db, row, { ...probing, exact: actor.isOwner }));
}

/** The same for a system that is not stored. Stored credentials are sent only to the server they were entered for. */
export async function tryOut(ctx: Ctx, input: TryConnection): Promise<TestResult> {
  const scope = await requireRight(ctx, "connections.manage", { project: input.project });
  const row = input.id === undefined ? null : await store.find(ctx.db, scope, input.id);
  const same = row !== null && originOf(row.url) === originOf(input.url);
  return probe(ctx, async () => {
    const stored = same && row.sealedCredentials !== null ? unseal(row.id, row.sealedCredentials) : {};
    const exact = scope.actor.isOwner || row?.answeredOrigin === originOf(input.url);
    return openWith(ctx.db, input, secretsOf(input.credentials) ?? stored, { ...probing, exact });
  });
}

/**
 * Queues a sync, which also reads again what leaves no time of change.
 * @returns queued false when one was queued already
 * @throws Refusal CONFLICT while it is paused
 */
export async function syncNow(ctx: Ctx, input: { id: string }): Promise<{ id: string; queued: boolean }> {
  const scope = await requireRightTo(ctx, "connections.manage", input.id);
  return ctx.db.transaction(async (tx) => {
    const row = await store.find(tx, scope, input.id);
    if (!row) throw notFound(input.id);
    if (row.pausedAt) {
      throw new Refusal("CONFLICT", {
        what: `${row.name} is paused.`,
        todo: "Resume it; it is then read at once.",
      });
    }
    await askAgain(tx, row.id, new Date().toISOString());
    return { id: row.id, queued: await queueSync(ctx, tx, row.id) };
  });
}

/** Stops syncs; a running one ends after its present page. What was read stays. Pausing twice changes nothing. */
export async function pause(ctx: Ctx, input: { id: string }): Promise<Connection> {
  const scope = await requireRightTo(ctx, "connections.manage", input.id);
  return ctx.db.transaction(async (tx) => {
    const row = await store.find(tx, scope, input.id);
    if (row && row.pausedAt === null) {
      const now = new Date().toISOString();
      await store.update(tx, row.id, { pausedAt: now, nextSyncAt: null, progress: null });
      await recordChange(tx, scope, "connection.paused", row, {});
    }
    return read(tx, scope, input.id);
  });
}

export async function resume(ctx: Ctx, input: { id: string }): Promise<Connection> {
  const scope = await requireRightTo(ctx, "connections.manage", input.id);
  return ctx.db.transaction(async (tx) => {
    const row = await store.find(tx, scope, input.id);
    if (row?.pausedAt) {
      await store.update(tx, row.id, { pausedAt: null });
      await recordChange(tx, scope, "connection.resumed", row, {});
      await queueSync(ctx, tx, row.id);
    }
    return read(tx, scope, input.id);
  });
}

/**
 * The backend of a connection, for services that have checked a right of their own: a job's log, an alias. The caller
 * closes it. @throws Refusal NOT_FOUND, or PRECONDITION_FAILED when its credentials cannot be decrypted
 */
export async function openConnection(db: Db | Tx, id: string): Promise<Backend> {
  const row = await store.load(db, id);
  if (!row) throw notFound(id);
  try {
    return await openStored(db, row);
  } catch (error) {
    if (!(error instanceof CannotUnseal)) throw error;
    throw new Refusal("PRECONDITION_FAILED", troubleOf(error, new Date().toISOString()));
  }
}

/** Queues the syncs that are due; called by a timer. @returns how many */
export async function queueDueSyncs(ctx: Ctx): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const due = await store.claimDue(tx, REQUEUE_SECONDS);
    for (const id of due) await sendJob(ctx, tx, "sync", { connection: id }, { singletonKey: id });
    return due.length;
  });
}

async function queueSync(ctx: Ctx, tx: Tx, id: string): Promise<boolean> {
  const next = new Date(Date.now() + REQUEUE_SECONDS * 1000).toISOString();
  await store.update(tx, id, { nextSyncAt: next });
  return (await sendJob(ctx, tx, "sync", { connection: id }, { singletonKey: id })) !== null;
}

async function recordChange(
  tx: Tx,
  scope: ProjectScope,
  action: string,
  subject: { id: string; name: string },
  data: Record<string, unknown>,
): Promise<void> {
  const { id, name } = subject;
  await record(tx, scope.actor, {
    action,
    project: scope.projectId,
    subject: { kind: "connection", id, name },
    data,
  });
  await announce(tx, { project: scope.projectId, noun: "connections", id });
}

async function withUniqueName<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Refusal("CONFLICT", {
      what: `The project already has a connection called ${name}.`,
      todo: "Choose another name.",
    });
  }
}
