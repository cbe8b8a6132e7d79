import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requireRight } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { auditEvents } from "@/server/foundation/db/tables/audit";
import { people } from "@/server/foundation/db/tables/people";
import { ownerLink } from "@/server/people/first-owner";
import * as invitations from "@/server/people/invitations/service";
import { change, create, list, removeMember, resetPassword, setRole } from "@/server/people/service";
import { actorOfToken, signIn } from "@/server/people/sign-in";
import * as tokens from "@/server/people/tokens/service";
import { testDatabase } from "../database";
import { makeSeededWorld, password, type SeededWorld } from "../world/seeded";
import { refusal } from "./refusals";

let open: OpenDb;
let world: SeededWorld;
beforeAll(async () => {
  open = await testDatabase();
});
afterAll(() => open.close());

const fresh = async () => {
  world = await makeSeededWorld(open);
  return world;
};
const at = (w: SeededWorld) => ({ project: w.project.slug });
const secretOf = (url: string) => url.split("/").at(-1) ?? "";
const idOf = (ctx: Ctx) => ctx.actor?.id ?? "";

describe("invitations", () => {
  const account = (email: string) => ({ name: "newcomer", email, password });

  test("a link makes an account with its role, once", async () => {
    const w = await fresh();
    const { url } = await invitations.create(w.who.maintainer, {
      ...at(w),
      role: "approver",
      expiresInDays: 7,
    });
    const token = secretOf(url);
    const email = `invited-${w.unique}@example.com`;
    await invitations.accept(w.who.nobody, { token, account: account(email) });

    const person = await signIn(open.db, { email, password, ip: null });
    const { items } = await list(w.who.viewer, { ...at(w), limit: 50 });
    expect(items.find(({ id }) => id === person?.id)?.memberships).toEqual([
      { project: w.project.slug, role: "approver" },
    ]);
    const again = await refusal(invitations.accept(w.who.nobody, { token, account: account(`x-${email}`) }));
    expect(again.code).toBe("CONFLICT");
    expect((await invitations.preview(w.who.nobody, { token })).state).toBe("accepted");
  });

  test("of two who take a link at the same time, one gets it", async () => {
    const w = await fresh();
    const { url } = await invitations.create(w.who.maintainer, {
      ...at(w),
      role: "viewer",
      expiresInDays: 7,
    });
    const token = secretOf(url);
    const ends = await Promise.allSettled(
      ["a", "b"].map((name) =>
        invitations.accept(w.who.nobody, { token, account: account(`${name}-${w.unique}@example.com`) }),
      ),
    );
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("a signed-in person joins, and a link never takes a higher role away", async () => {
    const w = await fresh();
    const link = async (role: "viewer" | "approver") =>
      secretOf((await invitations.create(w.who.maintainer, { ...at(w), role, expiresInDays: 7 })).url);
    await invitations.accept(w.who.stranger, { token: await link("approver") });
    await invitations.accept(w.who.stranger, { token: await link("viewer") });
    expect((await requireRight(w.who.stranger, "promotions.decide", at(w))).role).toBe("approver");
  });

  test("one that names an address is for that address alone", async () => {
    const w = await fresh();
    const email = `named-${w.unique}@example.com`;
    const made = await invitations.create(w.who.maintainer, {
      ...at(w),
      role: "viewer",
      email,
      expiresInDays: 7,
    });
    const token = secretOf(made.url);
    expect((await refusal(invitations.accept(w.who.stranger, { token }))).code).toBe("FORBIDDEN");
    await invitations.accept(w.who.nobody, { token, account: account(email) });
  });

  test("a withdrawn link opens nothing, and an account that exists must sign in first", async () => {
    const w = await fresh();
    const made = await invitations.create(w.who.maintainer, { ...at(w), role: "viewer", expiresInDays: 7 });
    const taken = account(w.who.stranger.actor?.email ?? "");
    const told = await refusal(
      invitations.accept(w.who.nobody, { token: secretOf(made.url), account: taken }),
    );
    expect(told.words).toContain("already an account");
    await invitations.revoke(w.who.maintainer, { id: made.id });
    const { code } = await refusal(invitations.accept(w.who.stranger, { token: secretOf(made.url) }));
    expect(code).toBe("CONFLICT");
  });

  test("only an owner invites owners", async () => {
    const w = await fresh();
    const asked = { owner: true, expiresInDays: 7 };
    expect((await refusal(invitations.create(w.who.maintainer, asked))).code).toBe("FORBIDDEN");
    const { url } = await invitations.create(w.who.owner, asked);
    await invitations.accept(w.who.stranger, { token: secretOf(url) });
    const [now] = await open.db
      .select()
      .from(people)
      .where(eq(people.id, idOf(w.who.stranger)));
    expect(now?.isOwner).toBe(true);
  });
});

describe("accounts", () => {
  test("a script makes an account with a temporary password that signs in", async () => {
    const w = await fresh();
    const email = `scripted-${w.unique}@example.com`;
    const made = await create(w.who.maintainer, {
      ...at(w),
      role: "contributor",
      name: "contributor",
      email,
    });
    expect(made.temporaryPassword).toHaveLength(16);
    expect(await signIn(open.db, { email, password: made.temporaryPassword ?? "", ip: null })).toMatchObject({
      email,
    });
    const again = await create(w.who.maintainer, { ...at(w), role: "approver", name: "other", email });
    expect(again).toMatchObject({ id: made.id, name: "contributor", temporaryPassword: null });
    expect(again.memberships).toEqual([{ project: w.project.slug, role: "approver" }]);
  });

  test("rights are read at each request: a demoted person has lost them at once", async () => {
    const w = await fresh();
    await requireRight(w.who.approver, "promotions.decide", at(w));
    await setRole(w.who.maintainer, { ...at(w), person: idOf(w.who.approver), role: "viewer" });
    expect((await refusal(requireRight(w.who.approver, "promotions.decide", at(w)))).code).toBe("FORBIDDEN");
    await removeMember(w.who.maintainer, { ...at(w), person: idOf(w.who.approver) });
    expect((await refusal(requireRight(w.who.approver, "runs.read", at(w)))).words).toContain("not a member");
  });

  test("a closed account is nobody: by session, by token and by password", async () => {
    const w = await fresh();
    const id = idOf(w.who.contributor);
    await change(w.who.owner, { id, disabled: true });
    expect((await refusal(requireRight(w.who.contributor, "runs.read", at(w)))).code).toBe("UNAUTHORIZED");
    expect(await actorOfToken(open.db, w.token.token)).toBeNull();
    const email = w.who.contributor.actor?.email ?? "";
    expect(await signIn(open.db, { email, password, ip: null })).toBeNull();
    await change(w.who.owner, { id, disabled: false });
    expect(await signIn(open.db, { email, password, ip: null })).not.toBeNull();
  });

  test("one owner who can sign in always stays, also when two leave at the same time", async () => {
    const own = await testDatabase();
    try {
      const w = await makeSeededWorld(own);
      const last = await refusal(change(w.who.owner, { id: idOf(w.who.owner), isOwner: false }));
      expect(last.words).toContain("last owner");
      await change(w.who.owner, { id: idOf(w.who.stranger), isOwner: true });
      const ends = await Promise.allSettled([
        change(w.who.owner, { id: idOf(w.who.stranger), isOwner: false }),
        change(w.who.stranger, { id: idOf(w.who.owner), isOwner: false }),
      ]);
      expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const owners = await own.db.select().from(people).where(eq(people.isOwner, true));
      expect(owners).toHaveLength(1);
    } finally {
      await own.close();
    }
  });

  test("a new temporary password takes the place of the lost one", async () => {
    const w = await fresh();
    const email = w.who.viewer.actor?.email ?? "";
    const { temporaryPassword } = await resetPassword(w.who.owner, {
      id: idOf(w.who.viewer),
      endTokens: false,
    });
    expect(await signIn(open.db, { email, password, ip: null })).toBeNull();
    expect(await signIn(open.db, { email, password: temporaryPassword, ip: null })).not.toBeNull();
  });

  test("people see those they share a project with, and no others", async () => {
    const w = await fresh();
    const seen = await list(w.who.stranger, { limit: 200 });
    expect(seen.items.map(({ id }) => id)).toEqual([idOf(w.who.stranger)]);
    const first = await list(w.who.viewer, { ...at(w), limit: 2 });
    const rest = await list(w.who.viewer, { ...at(w), limit: 50, cursor: first.nextCursor ?? "" });
    const names = [...first.items, ...rest.items].map(({ name }) => name);
    expect(names).toEqual(["approver", "contributor", "maintainer", "newcomer", "viewer"]);
  });
});

describe("tokens", () => {
  test("one acts for its person until it is revoked or has ended", async () => {
    const w = await fresh();
    const made = await tokens.create(w.who.approver, { name: "ci", expiresInDays: 1 });
    expect(await actorOfToken(open.db, made.token)).toMatchObject({ id: idOf(w.who.approver), via: "token" });
    await tokens.revoke(w.who.approver, { id: made.id });
    expect(await actorOfToken(open.db, made.token)).toBeNull();
    expect((await tokens.list(w.who.approver, { limit: 50 })).items).toEqual([]);
  });

  test("nothing of it but its hash is kept", async () => {
    const w = await fresh();
    const { rows } = await open.pool.query(
      "select to_jsonb(t)::text as line from api_tokens t where id = $1",
      [w.token.id],
    );
    expect(rows[0].line).not.toContain(w.token.token);
  });
});

test("the first owner's link is printed until there is an owner, and only the last one opens", async () => {
  const own = await testDatabase();
  try {
    const nobody: Ctx = { db: own.db, actor: null, requestId: "test", ip: null };
    const old = await ownerLink(own.db, "http://localhost:3000");
    const link = await ownerLink(own.db, "http://localhost:3000");
    const token = (url: string | null) => new URL(url ?? "").searchParams.get("token") ?? "";
    expect((await invitations.preview(nobody, { token: token(old) })).state).toBe("revoked");
    const account = { name: "owner", email: "owner@example.com", password };
    await invitations.accept(nobody, { token: token(link), account });
    expect(await ownerLink(own.db, "http://localhost:3000")).toBeNull();
  } finally {
    await own.close();
  }
});

test("what changes who may do what is in the record, without secrets", async () => {
  const w = await fresh();
  await setRole(w.who.maintainer, { ...at(w), person: w.member, role: "maintainer" });
  const lines = await open.db.select().from(auditEvents).where(eq(auditEvents.projectId, w.project.id));
  const given = lines.findLast(({ action }) => action === "person.role_given");
  expect(given).toMatchObject({ actorName: "maintainer", subjectId: w.member, data: { role: "maintainer" } });
  const all = JSON.stringify(await open.db.select().from(auditEvents));
  for (const secret of [w.token.token, secretOf(w.invitation.url), password])
    expect(all).not.toContain(secret);
});
