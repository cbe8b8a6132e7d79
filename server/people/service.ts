import "server-only";
import { randomBytes } from "node:crypto";
import { z } from "zod";
import { projectsWith, requireOwner, requirePerson, requireRight } from "@/server/access/access";
import { type Role, roles } from "@/server/access/rights";
import { record } from "@/server/audit/record";
import { announce } from "@/server/events/announce";
import type { Actor, Ctx } from "@/server/foundation/context";
import type { Db, Tx } from "@/server/foundation/db/open";
import { isUniqueViolation, Refusal } from "@/server/foundation/errors";
import { decodeCursor, encodeCursor } from "@/server/foundation/paging";
import { whyNot } from "./owners";
import type {
  ChangePerson,
  CreatedPerson,
  CreatePerson,
  ListPeople,
  Person,
  RemoveMember,
  SetRole,
} from "./schema";
import { hashPassword } from "./secrets";
import * as store from "./store";

const place = z.object({ name: z.string(), id: z.string() });

const toPerson = ({ disabledAt, ...row }: store.PersonRow): Person => ({
  ...row,
  disabled: disabledAt !== null,
});

/** Rights changed somewhere: every open page asks again, since nobody else knows whose they were. */
const announceRights = (tx: Tx) => announce(tx, { project: null, noun: "people" });

async function sightOf(ctx: Ctx): Promise<store.Sight> {
  const scopes = await projectsWith(ctx, "people.read");
  const self = await requirePerson(ctx);
  return { scopes, everyone: self.isOwner, self: self.id };
}

async function seen(db: Db | Tx, sight: store.Sight, id: string): Promise<Person> {
  const row = await store.personById(db, sight, id);
  if (!row) throw noPerson(id);
  return toPerson(row);
}

const noPerson = (id: string) => new Refusal("NOT_FOUND", { what: `There is no person ${id}.` });

/** The members of a project; without one, everybody the reader shares a project with. Owners see all. */
export async function list(
  ctx: Ctx,
  input: ListPeople,
): Promise<{ items: Person[]; nextCursor: string | null }> {
  const sight = input.project
    ? { scopes: await projectsWith(ctx, "people.read", input.project), everyone: false, self: null }
    : await sightOf(ctx);
  const rows = await store.pageOfPeople(ctx.db, sight, {
    after: input.cursor ? decodeCursor(place, input.cursor) : null,
    limit: input.limit + 1,
  });
  const items = rows.slice(0, input.limit).map(toPerson);
  const last = items.at(-1);
  const more = rows.length > input.limit && last;
  return { items, nextCursor: more ? encodeCursor({ name: last.name, id: last.id }) : null };
}

/** Roles above one's own cannot be given. Owners stand above all roles. */
export function requireRoleToGive(mine: Role, given: Role): void {
  if (roles.indexOf(given) > roles.indexOf(mine)) {
    throw new Refusal("FORBIDDEN", { what: `You are ${mine} here and can't make somebody ${given}.` });
  }
}

/** A password to hand over once; 16 letters and digits carry 96 bits. */
export const newTemporaryPassword = (): string => randomBytes(12).toString("base64url");

/**
 * Makes an account, or gives an existing one a role in a project. For setting a workspace up by script;
 * people are better invited.
 * @throws Refusal CONFLICT when the account exists and no project is named, or when it is closed
 */
export async function create(ctx: Ctx, input: CreatePerson): Promise<CreatedPerson> {
  const bare = input.owner === true || input.project === undefined;
  const asOwner = bare ? await requireOwner(ctx) : null;
  const scope = input.project ? await requireRight(ctx, "people.invite", { project: input.project }) : null;
  if (scope && input.role) requireRoleToGive(scope.role, input.role);
  const actor = asOwner ?? scope?.actor ?? (await requirePerson(ctx));
  const sight = await sightOf(ctx);

  const temporary = input.password === undefined ? newTemporaryPassword() : null;
  const passwordHash = await hashPassword(input.password ?? temporary ?? "");
  return ctx.db
    .transaction(async (tx) => {
      const existing = await store.personByEmail(tx, input.email);
      if (existing && (!scope || existing.disabledAt || input.owner))
        throw alreadyThere(existing.disabledAt !== null);
      const { name, email } = input;
      const id =
        existing?.id ??
        (await store.insertPerson(tx, { name, email, passwordHash, isOwner: Boolean(input.owner) })).id;
      if (!existing) {
        await record(tx, actor, {
          action: "person.created",
          project: null,
          subject: { kind: "person", id, name },
          data: { email, owner: Boolean(input.owner) },
        });
      }
      if (scope && input.role)
        await giveRole(tx, actor, scope.projectId, { id, name: existing?.name ?? name }, input.role);
      await announceRights(tx);
      return {
        ...(await seen(tx, { ...sight, everyone: true }, id)),
        temporaryPassword: existing ? null : temporary,
      };
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? alreadyThere(false) : error;
    });
}

const alreadyThere = (closed: boolean) =>
  new Refusal("CONFLICT", {
    what: `There is already an account with this address${closed ? ", and it is closed" : ""}.`,
    todo: closed ? "Open it again under People." : "Give it a role in a project instead.",
  });

/** Gives a role and writes it down; used wherever somebody comes to a project. */
export async function giveRole(
  tx: Tx,
  actor: Actor,
  projectId: string,
  whom: { id: string; name: string },
  role: Role,
): Promise<void> {
  await store.putRole(tx, projectId, whom.id, role);
  await record(tx, actor, {
    action: "person.role_given",
    project: projectId,
    subject: { kind: "person", id: whom.id, name: whom.name },
    data: { role },
  });
}

/** Sets somebody's role in a project. */
export async function setRole(ctx: Ctx, input: SetRole): Promise<Person> {
  const scope = await requireRight(ctx, "people.manage", { project: input.project });
  requireRoleToGive(scope.role, input.role);
  const sight = await sightOf(ctx);
  return ctx.db.transaction(async (tx) => {
    const person = await seen(tx, { ...sight, everyone: true }, input.person);
    if (!sight.everyone && (await store.roleOf(tx, scope.projectId, input.person)) === null) {
      throw new Refusal("NOT_FOUND", {
        what: `Person ${input.person} is not in this project.`,
        todo: "Invite them.",
      });
    }
    await giveRole(tx, scope.actor, scope.projectId, person, input.role);
    await announceRights(tx);
    return seen(tx, { ...sight, everyone: true }, input.person);
  });
}

/** Takes somebody out of a project. Their decisions and comments stay. */
export async function removeMember(ctx: Ctx, input: RemoveMember): Promise<void> {
  const scope = await requireRight(ctx, "people.manage", { project: input.project });
  await ctx.db.transaction(async (tx) => {
    const person = await store.personById(tx, { scopes: [scope], everyone: true, self: null }, input.person);
    const had = person && (await store.deleteRole(tx, scope, input.person));
    if (!had) throw new Refusal("NOT_FOUND", { what: `Person ${input.person} is not in this project.` });
    await record(tx, scope.actor, {
      action: "person.removed",
      project: scope.projectId,
      subject: { kind: "person", id: input.person, name: person.name },
      data: { role: had },
    });
    await announceRights(tx);
  });
}

/** Closes or opens an account, makes an owner or takes that back. One owner who can sign in always stays. */
export async function change(ctx: Ctx, input: ChangePerson): Promise<Person> {
  const actor = await requireOwner(ctx);
  const sight = await sightOf(ctx);
  return ctx.db.transaction(async (tx) => {
    const openOwners = await store.lockOpenOwners(tx);
    const now = await seen(tx, sight, input.id);
    const next = { isOwner: input.isOwner ?? now.isOwner, disabled: input.disabled ?? now.disabled };
    const refused = whyNot(now, next, { self: actor.id === input.id, openOwners: openOwners.length });
    if (refused) throw new Refusal("CONFLICT", refused);
    await store.updatePerson(tx, input.id, {
      isOwner: next.isOwner,
      ...(next.disabled === now.disabled
        ? {}
        : { disabledAt: next.disabled ? new Date().toISOString() : null }),
    });
    const subject = { kind: "person", id: now.id, name: now.name };
    const said = [
      next.disabled !== now.disabled && (next.disabled ? "person.disabled" : "person.enabled"),
      next.isOwner !== now.isOwner && (next.isOwner ? "person.made_owner" : "person.owner_withdrawn"),
    ];
    for (const action of said) if (action) await record(tx, actor, { action, project: null, subject });
    await announceRights(tx);
    return seen(tx, sight, input.id);
  });
}

/** A new temporary password for somebody who lost theirs. Terrapin sends no mail: an owner hands it over. */
export async function resetPassword(ctx: Ctx, input: { id: string }): Promise<{ temporaryPassword: string }> {
  const actor = await requireOwner(ctx);
  const temporaryPassword = newTemporaryPassword();
  const passwordHash = await hashPassword(temporaryPassword);
  const sight = await sightOf(ctx);
  await ctx.db.transaction(async (tx) => {
    const { id, name } = await seen(tx, sight, input.id);
    await store.putPassword(tx, id, passwordHash);
    await record(tx, actor, {
      action: "person.password_reset",
      project: null,
      subject: { kind: "person", id, name },
    });
  });
  return { temporaryPassword };
}
