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
import { keysetPage, type Page } from "@/server/foundation/paging";
import { type ChangedBy, changedBy } from "./access-changes";
import { endAccess } from "./end-access";
import { accountChangeRefusal } from "./owners";
import type {
  ChangePerson,
  CreatedPerson,
  CreatePerson,
  ListPeople,
  Person,
  RemoveMember,
  ResetPassword,
  SetRole,
} from "./schema";
import { hashPassword } from "./secrets";
import * as store from "./store";

const cursor = z.object({ name: z.string(), id: z.string() });

const toPerson = ({ disabledAt, ...row }: store.PersonRow): Person => ({
  ...row,
  disabled: disabledAt !== null,
});

/** Rights changed: every open page queries again, since the change may concern any reader. */
const announceRights = (tx: Tx) => announce(tx, { project: null, noun: "people" });

async function visibilityOf(ctx: Ctx): Promise<store.Visibility> {
  const scopes = await projectsWith(ctx, "people.read");
  const self = await requirePerson(ctx);
  return { scopes, everyone: self.isOwner, self: self.id };
}

async function readPerson(db: Db | Tx, visibility: store.Visibility, id: string): Promise<Person> {
  const row = await store.personById(db, visibility, id);
  if (!row) throw noPerson(id);
  return toPerson(row);
}

const noPerson = (id: string) => new Refusal("NOT_FOUND", { what: `There is no person ${id}.` });

/** The members of a project; without one, everybody the reader shares a project with. Owners see all. */
export async function list(ctx: Ctx, input: ListPeople): Promise<Page<Person>> {
  const visibility = input.project
    ? { scopes: await projectsWith(ctx, "people.read", input.project), everyone: false, self: null }
    : await visibilityOf(ctx);
  const page = await keysetPage(
    input,
    cursor,
    (after, limit) => store.pageOfPeople(ctx.db, visibility, { after, limit }),
    ({ name, id }) => ({ name, id }),
  );
  return { ...page, items: page.items.map(toPerson) };
}

/** Refuses a role above one's own. Owners may give every role. */
export function requireRoleToGive(mine: Role, given: Role): void {
  if (roles.indexOf(given) > roles.indexOf(mine)) {
    throw new Refusal("FORBIDDEN", { what: `You are ${mine} here and can't make somebody ${given}.` });
  }
}

/** A password to hand over once; 16 letters and digits carry 96 bits. */
export const newTemporaryPassword = (): string => randomBytes(12).toString("base64url");

/**
 * Makes an account, or gives an existing one a role in a project. Meant for scripts that set a workspace up; people
 * are invited.
 * @throws Refusal CONFLICT when the account exists and no project is named, or when it is closed
 */
export async function create(ctx: Ctx, input: CreatePerson): Promise<CreatedPerson> {
  const withoutProject = input.owner === true || input.project === undefined;
  const asOwner = withoutProject ? await requireOwner(ctx) : null;
  const scope = input.project ? await requireRight(ctx, "people.invite", { project: input.project }) : null;
  if (scope && input.role) requireRoleToGive(scope.role, input.role);
  const actor = asOwner ?? scope?.actor ?? (await requirePerson(ctx));
  const visibility = await visibilityOf(ctx);

  const temporary = input.password === undefined ? newTemporaryPassword() : null;
  const passwordHash = await hashPassword(input.password ?? temporary ?? "");
  return ctx.db
    .transaction(async (tx) => {
      const existing = await store.personByEmail(tx, input.email);
      if (existing && (!scope || existing.disabledAt || input.owner))
        throw accountExists(existing.disabledAt !== null);
      const { name, email } = input;
      const id =
        existing?.id ??
        (
          await store.insertPerson(
            tx,
            { name, email, passwordHash, isOwner: Boolean(input.owner) },
            changedBy(actor),
          )
        ).id;
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
        ...(await readPerson(tx, { ...visibility, everyone: true }, id)),
        temporaryPassword: existing ? null : temporary,
      };
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? accountExists(false) : error;
    });
}

const accountExists = (closed: boolean) =>
  new Refusal("CONFLICT", {
    what: `There is already an account with this address${closed ? ", and it is closed" : ""}.`,
    todo: closed ? "Open it again under People." : "Give it a role in a project instead.",
  });

/**
 * Gives a role and records it; every way into a project calls it.
 * @param by who let the person in, where that is not the actor: whoever invited them
 */
export async function giveRole(
  tx: Tx,
  actor: Actor,
  projectId: string,
  person: { id: string; name: string },
  role: Role,
  by: ChangedBy = changedBy(actor),
): Promise<void> {
  await store.putRole(tx, projectId, person.id, role, by);
  await record(tx, actor, {
    action: "person.role_given",
    project: projectId,
    subject: { kind: "person", id: person.id, name: person.name },
    data: { role },
  });
}

/** Sets somebody's role in a project. */
export async function setRole(ctx: Ctx, input: SetRole): Promise<Person> {
  const scope = await requireRight(ctx, "people.manage", { project: input.project });
  requireRoleToGive(scope.role, input.role);
  const visibility = await visibilityOf(ctx);
  return ctx.db.transaction(async (tx) => {
    const person = await readPerson(tx, { ...visibility, everyone: true }, input.person);
    if (!visibility.everyone && (await store.roleOf(tx, scope.projectId, input.person)) === null) {
      throw new Refusal("NOT_FOUND", {
        what: `Person ${input.person} is not in this project.`,
        todo: "Invite them.",
      });
    }
    await giveRole(tx, scope.actor, scope.projectId, person, input.role);
    await announceRights(tx);
    return readPerson(tx, { ...visibility, everyone: true }, input.person);
  });
}

/** Takes somebody out of a project. Their decisions and comments stay. */
export async function removeMember(ctx: Ctx, input: RemoveMember): Promise<void> {
  const scope = await requireRight(ctx, "people.manage", { project: input.project });
  await ctx.db.transaction(async (tx) => {
    const person = await store.personById(tx, { scopes: [scope], everyone: true, self: null }, input.person);
    const removedRole = person && (await store.deleteRole(tx, scope, input.person, changedBy(scope.actor)));
    if (!removedRole)
      throw new Refusal("NOT_FOUND", { what: `Person ${input.person} is not in this project.` });
    await record(tx, scope.actor, {
      action: "person.removed",
      project: scope.projectId,
      subject: { kind: "person", id: input.person, name: person.name },
      data: { role: removedRole },
    });
    await announceRights(tx);
  });
}

/**
 * Closes or opens an account, gives or withdraws ownership. One owner who can sign in always remains. With an account its
 * sessions and tokens end for good.
 */
export async function change(ctx: Ctx, input: ChangePerson): Promise<Person> {
  const actor = await requireOwner(ctx);
  const visibility = await visibilityOf(ctx);
  return ctx.db.transaction(async (tx) => {
    const openOwners = await store.lockOpenOwners(tx);
    const now = await readPerson(tx, visibility, input.id);
    const next = { isOwner: input.isOwner ?? now.isOwner, disabled: input.disabled ?? now.disabled };
    const refused = accountChangeRefusal(now, next, {
      self: actor.id === input.id,
      openOwners: openOwners.length,
    });
    if (refused) throw new Refusal("CONFLICT", refused);
    const changed = {
      isOwner: next.isOwner === now.isOwner ? undefined : next.isOwner,
      disabled: next.disabled === now.disabled ? undefined : next.disabled,
    };
    await store.updateAccount(tx, input.id, changed, changedBy(actor));
    const subject = { kind: "person", id: now.id, name: now.name };
    const actions = [
      next.disabled !== now.disabled && (next.disabled ? "person.disabled" : "person.enabled"),
      next.isOwner !== now.isOwner && (next.isOwner ? "person.made_owner" : "person.owner_withdrawn"),
    ];
    // Whoever comes back begins anew, also where the account was closed before its tokens were revoked with it.
    const data = next.disabled === now.disabled ? undefined : await endAccess(tx, input.id, { tokens: true });
    for (const action of actions)
      if (action) await record(tx, actor, { action, project: null, subject, data });
    await announceRights(tx);
    return readPerson(tx, visibility, input.id);
  });
}

/**
 * Sets a new temporary password, which an owner hands over: Terrapin sends no mail. All sessions end, and all tokens where
 * that is asked.
 */
export async function resetPassword(ctx: Ctx, input: ResetPassword): Promise<{ temporaryPassword: string }> {
  const actor = await requireOwner(ctx);
  const temporaryPassword = newTemporaryPassword();
  const passwordHash = await hashPassword(temporaryPassword);
  const visibility = await visibilityOf(ctx);
  await ctx.db.transaction(async (tx) => {
    const { id, name } = await readPerson(tx, visibility, input.id);
    await store.putPassword(tx, id, passwordHash);
    const data = await endAccess(tx, id, { tokens: input.endTokens });
    await record(tx, actor, {
      action: "person.password_reset",
      project: null,
      subject: { kind: "person", id, name },
      data,
    });
    await announceRights(tx);
  });
  return { temporaryPassword };
}
