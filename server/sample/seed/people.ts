import "server-only";
import { randomBytes } from "node:crypto";
import type { Actor, Ctx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { apiTokens, memberships, people, projects } from "@/server/foundation/db/tables/people";
import { ownerLink } from "@/server/people/first-owner";
import { accept } from "@/server/people/invitations/service";
import { create, list } from "@/server/people/service";
import { create as createToken } from "@/server/people/tokens/service";
import { create as createProject } from "@/server/projects/service";
import { type SamplePerson, samplePerson } from "../story";

export type SignIn = { role: SamplePerson; email: string; password: string; token: string };
export type SamplePeople = { as: Record<SamplePerson, Ctx & { actor: Actor }>; signIns: SignIn[] };

const anonymous = (db: Db): Ctx => ({ db, actor: null, requestId: "sample", ip: null });
const emailOf = (role: SamplePerson) => `${role}@example.com`;
const newPassword = () => randomBytes(12).toString("base64url");

/** Makes the project, and one account and token for each role, through the services that a team would use. */
export async function createPeople(db: Db, project: { slug: string; name: string }): Promise<SamplePeople> {
  const link = await ownerLink(db, "");
  const token = link === null ? null : new URL(link, "http://localhost").searchParams.get("token");
  if (token === null) {
    throw new Error("This data folder has a workspace already: start the sample in a folder of its own.");
  }
  const passwords = Object.fromEntries(samplePerson.options.map((role) => [role, newPassword()]));
  const account = { name: "owner", email: emailOf("owner"), password: passwords.owner ?? "" };
  await accept(anonymous(db), { token, account });
  const owner = await contextOf(db, "owner");
  await createProject(owner, project);
  for (const role of samplePerson.options) {
    if (role === "owner") continue;
    await create(owner, {
      email: emailOf(role),
      name: role,
      password: passwords[role],
      project: project.slug,
      role,
    });
  }
  const as = {} as SamplePeople["as"];
  const signIns: SignIn[] = [];
  for (const role of samplePerson.options) {
    as[role] = await contextOf(db, role);
    const made = await createToken(as[role], { name: "sample", expiresInDays: null });
    signIns.push({ role, email: emailOf(role), password: passwords[role] ?? "", token: made.token });
  }
  return { as, signIns };
}

/** People, their memberships and their tokens, made just now, are as old as the story. */
export async function datePeople(db: Db, at: string): Promise<void> {
  for (const table of [people, projects, memberships, apiTokens])
    await db.update(table).set({ createdAt: at });
}

async function contextOf(db: Db, role: SamplePerson): Promise<Ctx & { actor: Actor }> {
  const system: Actor = {
    kind: "system",
    id: "sample",
    name: "sample",
    email: "",
    isOwner: true,
    via: "job",
  };
  const { items } = await list({ ...anonymous(db), actor: system }, { limit: 50 });
  const person = items.find((each) => each.email === emailOf(role));
  if (!person) throw new Error(`the sample's ${role} was not made`);
  const { id, name, email, isOwner } = person;
  return { ...anonymous(db), actor: { kind: "person", id, name, email, isOwner, via: "session" } };
}
