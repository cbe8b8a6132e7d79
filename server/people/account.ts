import "server-only";
import { projectsWith, requirePerson } from "@/server/access/access";
import { record } from "@/server/audit/record";
import { announce } from "@/server/events/announce";
import type { Ctx } from "@/server/foundation/context";
import { Refusal } from "@/server/foundation/errors";
import { endAccess } from "./end-access";
import type { ChangePassword, Person } from "./schema";
import { checkPassword, hashPassword } from "./secrets";
import { countOwnTry } from "./sign-in-limits";
import { anyOwner, personByEmail, personById, putPassword, renamePerson } from "./store";

/** What a person does with their own account. */

/** Whether somebody owns this installation. It says nothing else: whoever opens the sign-in page asks it. */
export async function hasOwner(ctx: Ctx): Promise<boolean> {
  return anyOwner(ctx.db);
}

/** Who is signed in, with their roles. */
export async function me(ctx: Ctx): Promise<Person> {
  const actor = await requirePerson(ctx);
  const scopes = await projectsWith(ctx, "people.read");
  const row = await personById(ctx.db, { scopes, everyone: false, self: actor.id }, actor.id);
  if (!row) throw new Refusal("NOT_FOUND", "This is no person's account.");
  const { disabledAt, ...rest } = row;
  return { ...rest, disabled: disabledAt !== null };
}

/** Changes one's own name. Earlier events of the record keep the old one. */
export async function rename(ctx: Ctx, input: { name: string }): Promise<void> {
  const actor = await requirePerson(ctx);
  await ctx.db.transaction(async (tx) => {
    await renamePerson(tx, actor.id, input.name);
    await record(tx, actor, {
      action: "person.renamed",
      project: null,
      subject: { kind: "person", id: actor.id, name: input.name },
      data: { from: actor.name },
    });
    await announce(tx, { project: null, noun: "people" });
  });
}

/**
 * Changes one's own password. All sessions end, and all tokens where that is asked; the browser signs in again.
 * @throws Refusal FORBIDDEN when the current one does not match, TOO_MANY_REQUESTS after many that did not
 */
export async function changePassword(ctx: Ctx, input: ChangePassword): Promise<void> {
  const actor = await requirePerson(ctx);
  const wasRight = await countOwnTry(ctx.db, actor.id);
  const stored = await personByEmail(ctx.db, actor.email);
  if (!(await checkPassword(stored?.passwordHash ?? null, input.current))) {
    throw new Refusal("FORBIDDEN", { what: "This is not your current password." });
  }
  await wasRight();
  const passwordHash = await hashPassword(input.next);
  await ctx.db.transaction(async (tx) => {
    await putPassword(tx, actor.id, passwordHash);
    const ended = await endAccess(tx, actor.id, { tokens: input.endTokens });
    await record(tx, actor, {
      action: "person.password_changed",
      project: null,
      subject: { kind: "person", id: actor.id, name: actor.name },
      data: ended,
    });
    await announce(tx, { project: null, noun: "people" });
  });
}
