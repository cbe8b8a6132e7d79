import "server-only";
import { type ProjectScope, projectsWith, requireRight, requireRightOn } from "@/server/access/access";
import { record } from "@/server/audit/record";
import type { Backend, Probe } from "@/server/backends/types";
import { announce } from "@/server/events/announce";
import type { Ctx } from "@/server/foundation/context";
import type { Db, Tx } from "@/server/foundation/db/open";
import { isUniqueViolation, Refusal } from "@/server/foundation/errors";
import { sendJob } from "@/server/queue/boss";
import { openGiven, openKept, optionsOf, troubleOf } from "./open";
import {
  type Connection,
  type CreateConnection,
  type Credentials,
  misfit,
  type Options,
  type TestResult,
  type TryConnection,
  type UpdateConnection,
} from "./schema";
import { shown } from "./shown";
import * as store from "./store";
import { Sealed, seal, unseal } from "./vault";

/** A reading that was sent but never ran is made up for after this long. */
export const SAFETY_SECONDS = 600;
const PROBE_MS = 20_000;

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
  return { items: rows.map((row) => shown(row, cursors, Date.now())), nextCursor: null };
}

const right = (ctx: Ctx, what: "connections.read" | "connections.manage", id: string) =>
  requireRightOn(ctx, what, (db) => store.projectOf(db, id), `connection ${id}`);

export async function get(ctx: Ctx, input: { id: string }): Promise<Connection> {
  const scope = await right(ctx, "connections.read", input.id);
  return read(ctx.db, scope, input.id);
}

async function read(db: Db | Tx, scope: ProjectScope, id: string): Promise<Connection> {
  const row = await store.find(db, scope, id);
  if (!row) throw new Refusal("NOT_FOUND", { what: `There is no connection ${id}.` });
  return shown(row, await store.cursors(db, [id]), Date.now());
}

/** Keeps a connection and asks for its first reading. @throws Refusal CONFLICT when the project has one of this name */
export async function create(ctx: Ctx, input: CreateConnection): Promise<Connection> {
  const scope = await requireRight(ctx, "connections.manage", { project: input.project });
  const { vendor, name, url, credentials } = input;
  return named(name, () =>
    ctx.db.transaction(async (tx) => {
      const id = await store.insert(tx, scope, { vendor, name, url, options: input.options });
      const given = givenOf(credentials);
      if (given) await store.update(tx, id, { sealedCredentials: seal(id, given) });
      await changed(tx, scope, "connection.created", { id, name }, { vendor, url, options: input.options });
      await ask(ctx, tx, id);
      return read(tx, scope, id);
    }),
  );
}

/**
 * Changes a connection. What is read, or where from, begins anew when options or address change; what was read stays.
 * @throws Refusal BAD_REQUEST when another server is named without its credentials: the kept ones are not sent there
 */
export async function update(ctx: Ctx, input: UpdateConnection): Promise<Connection> {
  const scope = await right(ctx, "connections.manage", input.id);
  const { id, credentials, ...values } = input;
  return named(input.name ?? "", () =>
    ctx.db.transaction(async (tx) => {
      const row = await store.find(tx, scope, id);
      if (!row) throw new Refusal("NOT_FOUND", { what: `There is no connection ${id}.` });
      const wrong = misfit(row.vendor, { options: input.options, credentials });
      if (wrong) throw new Refusal("BAD_REQUEST", { what: `${wrong.path.join(".")} ${wrong.message}.` });
      const otherServer = input.url !== undefined && new URL(input.url).origin !== new URL(row.url).origin;
      if (otherServer && row.sealedCredentials !== null && credentials === undefined) {
        throw new Refusal("BAD_REQUEST", {
          what: "Another server needs its credentials entered again.",
          why: "The stored ones are not sent to an address they were not given for.",
          todo: "Enter the credentials together with the new address.",
        });
      }
      const given = givenOf(credentials);
      const sealed = credentials === undefined ? {} : { sealedCredentials: given && seal(id, given) };
      await store.update(tx, id, { ...values, ...sealed });
      if (anew(row, input)) await store.forgetCursors(tx, id);
      await changed(
        tx,
        scope,
        "connection.changed",
        { id, name: input.name ?? row.name },
        {
          ...values,
          ...(credentials === undefined ? {} : { credentials: given ? "replaced" : "removed" }),
        },
      );
      if (row.pausedAt === null) await ask(ctx, tx, id);
      return read(tx, scope, id);
    }),
  );
}

/** A form sends an empty set where nothing was entered. */
const givenOf = (credentials: Credentials | null | undefined): Credentials | null =>
  credentials && Object.values(credentials).some(Boolean) ? credentials : null;

function anew(row: store.ListedRow, input: UpdateConnection): boolean {
  const kept = (options: Options) => JSON.stringify({ ...options, everySeconds: undefined });
  const read = input.options !== undefined && kept(input.options) !== kept(optionsOf(row));
  return read || (input.url !== undefined && input.url !== row.url);
}

/**
 * Removes a connection with the runs and models read through it.
 * @throws Refusal CONFLICT when environments, promotions or feedback stand on it: those no system gives back
 */
export async function remove(ctx: Ctx, input: { id: string }): Promise<{ id: string }> {
  const scope = await right(ctx, "connections.manage", input.id);
  return ctx.db.transaction(async (tx) => {
    const row = await store.find(tx, scope, input.id);
    if (!row) throw new Refusal("NOT_FOUND", { what: `There is no connection ${input.id}.` });
    const { environments, promotions, feedback } = await store.standingOn(tx, row.id);
    if (environments.length > 0 || promotions > 0 || feedback > 0) {
      throw new Refusal("CONFLICT", {
        what: `${row.name} cannot be removed: decisions stand on it.`,
        why: [
          ...(environments.length > 0 ? [`Environments: ${environments.join(", ")}.`] : []),
          ...(promotions > 0 ? [`Promotions of its models: ${promotions}.`] : []),
          ...(feedback > 0 ? [`Feedback on its models: ${feedback}.`] : []),
        ].join(" "),
        todo: "Pause it instead: nothing more is read, and what was decided stays.",
      });
    }
    await store.remove(tx, row.id);
    await changed(tx, scope, "connection.removed", row, { vendor: row.vendor, url: row.url });
    await announce(tx, { project: scope.projectId, noun: "runs", id: null });
    await announce(tx, { project: scope.projectId, noun: "models", id: null });
    return { id: row.id };
  });
}

/** Asks the system now what it lets us read. A failure is an answer, not an error. */
export async function test(ctx: Ctx, input: { id: string }): Promise<TestResult> {
  await right(ctx, "connections.manage", input.id);
  const row = await store.load(ctx.db, input.id);
  if (!row) throw new Refusal("NOT_FOUND", { what: `There is no connection ${input.id}.` });
  return probed(ctx, () => openKept(row, { attempts: 2 }));
}

/** The same before anything is kept. Kept credentials are used only at the server they were given for. */
export async function tryOut(ctx: Ctx, input: TryConnection): Promise<TestResult> {
  const scope = await requireRight(ctx, "connections.manage", { project: input.project });
  const row = input.id === undefined ? null : await store.find(ctx.db, scope, input.id);
  const same = row !== null && new URL(row.url).origin === new URL(input.url).origin;
  return probed(ctx, () => {
    const kept = same && row.sealedCredentials !== null ? unseal(row.id, row.sealedCredentials) : {};
    return openGiven(input, givenOf(input.credentials) ?? kept, { attempts: 2 });
  });
}

async function probed(ctx: Ctx, open: () => Backend): Promise<TestResult> {
  const began = Date.now();
  const deadline = AbortSignal.timeout(PROBE_MS);
  let backend: Backend | null = null;
  try {
    backend = open();
    const signal = ctx.signal ? AbortSignal.any([ctx.signal, deadline]) : deadline;
    const found: Probe = await backend.probe(signal);
    return { ok: true, ...found, tookMs: Date.now() - began };
  } catch (error) {
    if (ctx.signal?.aborted) throw error;
    const at = new Date().toISOString();
    if (error !== deadline.reason) return { ok: false, error: troubleOf(error, at) };
    const seconds = PROBE_MS / 1000;
    return {
      ok: false,
      error: {
        what: `There was no whole answer within ${seconds} seconds.`,
        why: "The server is slow, or something between drops what is sent.",
        todo: "Check the address and the server's load, then test again.",
        at,
      },
    };
  } finally {
    backend?.close();
  }
}

/** Asks for a reading now, paused or not waited for. @returns queued false when one was waiting already */
export async function syncNow(ctx: Ctx, input: { id: string }): Promise<{ id: string; queued: boolean }> {
  const scope = await right(ctx, "connections.manage", input.id);
  return ctx.db.transaction(async (tx) => {
    const row = await store.find(tx, scope, input.id);
    if (!row) throw new Refusal("NOT_FOUND", { what: `There is no connection ${input.id}.` });
    if (row.pausedAt) {
      throw new Refusal("CONFLICT", {
        what: `${row.name} is paused.`,
        todo: "Resume it; it is then read at once.",
      });
    }
    return { id: row.id, queued: await ask(ctx, tx, row.id) };
  });
}

/** Stops reading, from the next page on; what was read stays and says its age. Twice is the same as once. */
export async function pause(ctx: Ctx, input: { id: string }): Promise<Connection> {
  const scope = await right(ctx, "connections.manage", input.id);
  return ctx.db.transaction(async (tx) => {
    const row = await store.find(tx, scope, input.id);
    if (row && row.pausedAt === null) {
      const now = new Date().toISOString();
      await store.update(tx, row.id, { pausedAt: now, nextSyncAt: null, progress: null });
      await changed(tx, scope, "connection.paused", row, {});
    }
    return read(tx, scope, input.id);
  });
}

export async function resume(ctx: Ctx, input: { id: string }): Promise<Connection> {
  const scope = await right(ctx, "connections.manage", input.id);
  return ctx.db.transaction(async (tx) => {
    const row = await store.find(tx, scope, input.id);
    if (row?.pausedAt) {
      await store.update(tx, row.id, { pausedAt: null });
      await changed(tx, scope, "connection.resumed", row, {});
      await ask(ctx, tx, row.id);
    }
    return read(tx, scope, input.id);
  });
}

/**
 * The backend of a connection, for verbs of other rooms that have checked their own right: a job's log, an alias.
 * The caller closes it. @throws Refusal NOT_FOUND, or PRECONDITION_FAILED when its credentials don't open
 */
export async function openConnection(db: Db | Tx, id: string): Promise<Backend> {
  const row = await store.load(db, id);
  if (!row) throw new Refusal("NOT_FOUND", { what: `There is no connection ${id}.` });
  try {
    return openKept(row);
  } catch (error) {
    if (!(error instanceof Sealed)) throw error;
    throw new Refusal("PRECONDITION_FAILED", troubleOf(error, new Date().toISOString()));
  }
}

/** Sends readings that are due; for the timer. @returns how many */
export async function sendDue(ctx: Ctx): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const due = await store.takeDue(tx, SAFETY_SECONDS);
    for (const id of due) await sendJob(ctx, tx, "sync", { connection: id }, { singletonKey: id });
    return due.length;
  });
}

async function ask(ctx: Ctx, tx: Tx, id: string): Promise<boolean> {
  const next = new Date(Date.now() + SAFETY_SECONDS * 1000).toISOString();
  await store.update(tx, id, { nextSyncAt: next });
  return (await sendJob(ctx, tx, "sync", { connection: id }, { singletonKey: id })) !== null;
}

async function changed(
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

async function named<T>(name: string, work: () => Promise<T>): Promise<T> {
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
