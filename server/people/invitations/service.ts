import "server-only";
import { projectsWith, requireOwner, requirePerson, requireRight } from "@/server/access/access";
import { roles } from "@/server/access/rights";
import { record } from "@/server/audit/record";
import { announce } from "@/server/events/announce";
import type { Actor, Ctx } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";
import { isUniqueViolation, Refusal } from "@/server/foundation/errors";
import { keysetPage, type Page } from "@/server/foundation/paging";
import { id } from "@/server/foundation/shapes";
import type { ChangedBy } from "@/server/people/access-changes";
import { hashPassword, hashSecret, newSecret } from "@/server/people/secrets";
import { giveRole, requireRoleToGive } from "@/server/people/service";
import { insertPerson, personByEmail, roleOf, updateAccount } from "@/server/people/store";
import type {
  AcceptedInvitation,
  AcceptInvitation,
  CreatedInvitation,
  CreateInvitation,
  Invitation,
  InvitationPreview,
  ListInvitations,
} from "./schema";
import * as store from "./store";

const day = 86_400_000;
type Found = NonNullable<Awaited<ReturnType<typeof store.byToken>>>;

/** Open invitations of the projects where the reader may invite; owners also see those to own the installation. */
export async function list(ctx: Ctx, input: ListInvitations): Promise<Page<Invitation>> {
  const scopes = await projectsWith(ctx, "people.invite", input.project);
  const withOwners = input.project === undefined && (await requirePerson(ctx)).isOwner;
  return keysetPage(
    input,
    id,
    (before, limit) => store.pageOfOpen(ctx.db, scopes, { withOwners, before, limit }),
    (invitation) => invitation.id,
  );
}

/** Makes a one-time link into a project, or into owning the installation. It is shown once; only its hash is stored. */
export async function create(ctx: Ctx, input: CreateInvitation): Promise<CreatedInvitation> {
  const scope = input.project ? await requireRight(ctx, "people.invite", { project: input.project }) : null;
  const actor = input.owner || !scope ? await requireOwner(ctx) : scope.actor;
  if (scope && input.role) requireRoleToGive(scope.role, input.role);
  const secret = newSecret("inv");
  return ctx.db.transaction(async (tx) => {
    const made = await store.insertInvitation(tx, {
      tokenHash: hashSecret(secret),
      projectId: scope?.projectId ?? null,
      role: scope ? (input.role ?? null) : null,
      isOwner: Boolean(input.owner),
      email: input.email ?? null,
      invitedBy: actor.kind === "person" ? actor.id : null,
      expiresAt: new Date(Date.now() + input.expiresInDays * day).toISOString(),
    });
    await record(tx, actor, {
      action: "invitation.created",
      project: scope?.projectId ?? null,
      subject: { kind: "invitation", id: made.id, name: made.email },
      data: { role: made.role, owner: made.owner, expiresAt: made.expiresAt },
    });
    await announce(tx, { project: scope?.projectId ?? null, noun: "people" });
    return { ...made, url: `${process.env.TERRAPIN_URL ?? ""}/invitations/${secret}` };
  });
}

/** Revokes an open invitation. */
export async function revoke(ctx: Ctx, input: { id: string }): Promise<void> {
  const found = await store.findOpen(ctx.db, input.id);
  const actor = found?.project
    ? (await requireRight(ctx, "people.invite", { project: found.project })).actor
    : await requireOwner(ctx);
  await ctx.db.transaction(async (tx) => {
    if (!(await store.revoke(tx, input.id))) {
      throw new Refusal("NOT_FOUND", { what: `There is no open invitation ${input.id}.` });
    }
    const project = found?.project ?? null;
    await record(tx, actor, {
      action: "invitation.revoked",
      project,
      subject: { kind: "invitation", id: input.id, name: found?.email },
    });
    await announce(tx, { project, noun: "people" });
  });
}

const unknown = {
  state: "unknown",
  projectName: null,
  role: null,
  owner: false,
  email: null,
  invitedBy: null,
} as const;

function stateOf(found: Found): InvitationPreview["state"] {
  if (found.acceptedAt) return "accepted";
  if (found.revokedAt) return "revoked";
  return Date.parse(found.expiresAt) > Date.now() ? "open" : "expired";
}

/** What the bearer of a link is asked to accept. An unknown link answers like any other, with the state `unknown`. */
export async function preview(ctx: Ctx, input: { token: string }): Promise<InvitationPreview> {
  const found = await store.byToken(ctx.db, hashSecret(input.token));
  if (!found) return unknown;
  const { projectName, role, owner, email, invitedBy } = found;
  return { state: stateOf(found), projectName, role, owner, email, invitedBy };
}

/**
 * Accepts an invitation: the signed-in person joins, or a new account is made. The secret is the only right that it
 * takes, and it works once.
 */
export async function accept(ctx: Ctx, input: AcceptInvitation): Promise<AcceptedInvitation> {
  const found = await store.byToken(ctx.db, hashSecret(input.token));
  if (!found || stateOf(found) !== "open") throw notOpen();
  const joining = ctx.actor ? await requirePerson(ctx) : null;
  const { account } = input;
  if (!joining && !account) {
    throw new Refusal("BAD_REQUEST", {
      what: "Name, address and password are missing.",
      todo: "Or sign in first.",
    });
  }
  requireAddress(found, joining?.email ?? account?.email ?? "");
  const passwordHash = !joining && account ? await hashPassword(account.password) : null;

  return ctx.db
    .transaction(async (tx) => {
      if (!(await store.accept(tx, found.id))) throw notOpen();
      const person = joining ?? (await makeAccount(tx, found, account, passwordHash));
      await store.setAcceptedBy(tx, found.id, person.id);
      await joinProject(tx, person, found);
      await announce(tx, { project: null, noun: "people" });
      return { email: person.email, project: found.slug };
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? accountExists() : error;
    });
}

/** Who let in whoever accepts: not the person who accepts. The first owner's link is of a command of Terrapin. */
const inviterOf = ({ inviterId, inviterIsOwner }: Found): ChangedBy =>
  inviterId === null ? { id: null, isOwner: true } : { id: inviterId, isOwner: inviterIsOwner === true };

async function makeAccount(
  tx: Tx,
  found: Found,
  account: AcceptInvitation["account"],
  passwordHash: string | null,
): Promise<Actor> {
  if (!account || !passwordHash) throw notOpen();
  const { name, email } = account;
  if (await personByEmail(tx, email)) throw accountExists();
  const { id } = await insertPerson(
    tx,
    { name, email, passwordHash, isOwner: found.owner },
    inviterOf(found),
  );
  const person: Actor = { kind: "person", id, name, email, isOwner: found.owner, via: "session" };
  await record(tx, person, {
    action: "person.joined",
    project: null,
    subject: { kind: "person", id, name },
    data: { email, owner: found.owner, invitation: found.id },
  });
  return person;
}

async function joinProject(tx: Tx, person: Actor, found: Found): Promise<void> {
  if (found.owner && !person.isOwner) {
    await updateAccount(tx, person.id, { isOwner: true }, inviterOf(found));
    await record(tx, person, {
      action: "person.made_owner",
      project: null,
      subject: { kind: "person", id: person.id, name: person.name },
      data: { invitation: found.id },
    });
  }
  if (!found.projectId || !found.role) return;
  // An invitation never lowers a role.
  const has = await roleOf(tx, found.projectId, person.id);
  if (has && roles.indexOf(has) >= roles.indexOf(found.role)) return;
  await giveRole(tx, person, found.projectId, person, found.role, inviterOf(found));
}

function requireAddress(found: Found, email: string): void {
  if (found.email && found.email !== email) {
    throw new Refusal("FORBIDDEN", {
      what: `This invitation is for ${found.email}, and you are ${email}.`,
      todo: "Use that address, or ask for an invitation of your own.",
    });
  }
}

const notOpen = () =>
  new Refusal("CONFLICT", {
    what: "This invitation can't be used.",
    why: "It was used, withdrawn or has expired, or its link is incomplete.",
    todo: "Ask for a new one.",
  });

const accountExists = () =>
  new Refusal("CONFLICT", {
    what: "There is already an account with this address.",
    todo: "Sign in with it, then open the invitation's link again.",
  });
