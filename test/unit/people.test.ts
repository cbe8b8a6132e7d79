import { expect, test } from "vitest";
import { type Right, rights, roleHas, roles } from "@/server/access/rights";
import { accountChangeRefusal } from "@/server/people/owners";
import { createPerson, email } from "@/server/people/schema";
import { slugOf } from "@/server/projects/slug";

const owner = { isOwner: true, disabled: false };

test("each role holds every right of those before it", () => {
  for (const right of Object.keys(rights) as Right[]) {
    const holders = roles.map((each) => roleHas(each, right));
    expect(holders, right).toEqual(holders.toSorted((a, b) => Number(a) - Number(b)));
  }
});

test("the last owner who can sign in can be neither closed nor made less", () => {
  const alone = { self: false, openOwners: 1 };
  expect(accountChangeRefusal(owner, { isOwner: false, disabled: false }, alone)?.what).toContain(
    "last owner",
  );
  expect(accountChangeRefusal(owner, { isOwner: true, disabled: true }, alone)?.what).toContain("last owner");
  expect(
    accountChangeRefusal(owner, { isOwner: false, disabled: false }, { self: true, openOwners: 2 }),
  ).toBeNull();
});

test("an owner who is closed already may be made less: nobody leaves by it", () => {
  const closed = { isOwner: true, disabled: true };
  expect(
    accountChangeRefusal(closed, { isOwner: false, disabled: true }, { self: false, openOwners: 1 }),
  ).toBeNull();
});

test("nobody closes their own account", () => {
  const refused = accountChangeRefusal(
    owner,
    { isOwner: true, disabled: true },
    { self: true, openOwners: 3 },
  );
  expect(refused?.what).toContain("your own account");
});

test("addresses are compared without case and blanks around them", () => {
  expect(email.parse("  Owner@Example.COM ")).toBe("owner@example.com");
  expect(email.safeParse("owner at example.com").success).toBe(false);
});

test("a project without a role, or a role without a project, says nothing", () => {
  const person = { email: "viewer@example.com", name: "viewer" };
  expect(createPerson.safeParse({ ...person, project: "p" }).success).toBe(false);
  expect(createPerson.safeParse({ ...person, role: "viewer" }).success).toBe(false);
  expect(createPerson.safeParse({ ...person, project: "p", role: "viewer" }).success).toBe(true);
});

test.each([
  ["Fraud detection", "fraud-detection"],
  ["  Prüfung & Öl!! ", "prufung-ol"],
  ["<script>alert(1)</script>", "script-alert-1-script"],
  ["a".repeat(80), "a".repeat(60)],
  ["🐢🐢", null],
  ["مشروع", null],
])("the name %j makes the address %j", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
