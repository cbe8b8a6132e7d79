import { inArray } from "drizzle-orm";
import type { Role } from "@/server/access/rights";
import { submit } from "@/server/feedback/service";
import { create as createForm } from "@/server/forms/service";
import type { Actor, Ctx } from "@/server/foundation/context";
import type { OpenDb } from "@/server/foundation/db/open";
import { connections, pipelines } from "@/server/foundation/db/tables/connections";
import { memberships, people, projects } from "@/server/foundation/db/tables/people";
import { runs } from "@/server/foundation/db/tables/runs";
import { create as invite } from "@/server/people/invitations/service";
import { hashPassword } from "@/server/people/secrets";
import { create as createToken } from "@/server/people/tokens/service";
import { create as createComment } from "@/server/promotions/comments/service";
import { makeWorld } from "../rooms/promotions-world";

/** Everybody the rights are asked for. The stranger maintains another project; nobody is not signed in. */
export const everybody = [
  "nobody",
  "stranger",
  "viewer",
  "contributor",
  "approver",
  "maintainer",
  "owner",
] as const;
export type Who = (typeof everybody)[number];

export const password = "a password of the tests";
/** One hash for all: argon2 is slow on purpose. */
const passwordHash = hashPassword(password);

async function only<T>(rows: Promise<T[]>): Promise<T> {
  const [row] = await rows;
  if (!row) throw new Error("nothing was written");
  return row;
}

/** Nobody's requests come from an address of their own, so that no limit is met by tests that happen together. */
const nobody = (db: OpenDb["db"], ip: string): Ctx => ({ db, actor: null, requestId: "test", ip });

async function person(db: OpenDb["db"], name: string, email: string, isOwner = false): Promise<Ctx> {
  const row = await only(
    db
      .insert(people)
      .values({ email, name, passwordHash: await passwordHash, isOwner })
      .returning(),
  );
  const actor: Actor = { kind: "person", id: row.id, name, email, isOwner, via: "session" };
  return { db, actor, requestId: "test", ip: `person ${row.id}` };
}

const withAddresses = (as: Record<Role, Ctx>): Record<Role, Ctx> => ({
  viewer: { ...as.viewer, ip: `person ${as.viewer.actor?.id}` },
  contributor: { ...as.contributor, ip: `person ${as.contributor.actor?.id}` },
  approver: { ...as.approver, ip: `person ${as.approver.actor?.id}` },
  maintainer: { ...as.maintainer, ip: `person ${as.maintainer.actor?.id}` },
});

let count = 0;

/**
 * A project in the middle of its life, with something of every noun: promotions-world's people, models and policy,
 * and a promotion that waits, a pipeline run, a form with an item, an open invitation and a token; beside it a
 * project of strangers.
 */
export async function makeSeededWorld(open: OpenDb) {
  count += 1;
  const { db } = open;
  const world = await makeWorld(open);
  const { project, as } = world;
  const unique = `${process.pid}-${count}`;

  const ids = Object.values(as).flatMap(({ actor }) => actor?.id ?? []);
  await db
    .update(people)
    .set({ passwordHash: await passwordHash })
    .where(inArray(people.id, ids));
  const owner = await person(db, "owner", `owner-${unique}@example.com`, true);
  const stranger = await person(db, "stranger", `stranger-${unique}@example.com`);
  const elsewhere = await only(
    db
      .insert(projects)
      .values({ slug: `elsewhere-${unique}`, name: "Elsewhere" })
      .returning(),
  );
  await db
    .insert(memberships)
    .values({ projectId: elsewhere.id, personId: stranger.actor?.id ?? "", role: "maintainer" });

  const gitlab = await only(
    db
      .insert(connections)
      .values({
        projectId: project.id,
        vendor: "gitlab",
        name: "gitlab",
        url: "http://127.0.0.1:9",
        options: { projects: ["1"] },
      })
      .returning(),
  );
  const at = { projectId: project.id, connectionId: gitlab.id };
  const pipeline = await only(
    db
      .insert(pipelines)
      .values({ ...at, externalId: "1", name: "build", kind: "code" })
      .returning(),
  );
  const when = new Date().toISOString();
  const run = await only(
    db
      .insert(runs)
      .values({
        ...at,
        pipelineId: pipeline.id,
        externalId: "7",
        kind: "code",
        name: "build",
        number: "7",
        status: "running",
        statusRaw: "running",
        branch: "main",
        commitSha: "c0ffee12",
        queuedAt: when,
        changedAt: when,
      })
      .returning(),
  );
  const promotion = await world.ask();
  const comment = await createComment(as.contributor, { id: promotion.id, text: "Look at the split first." });
  const form = await createForm(as.maintainer, {
    project: project.slug,
    model: world.model.name,
    environment: "production",
    slug: `form-${unique}`,
    title: "Was it right?",
    intro: "",
    fields: [{ key: "rating", label: "How good was it?", required: true, kind: "rating", max: 5 }],
  });
  const item = await submit(nobody(db, `seed ${unique}`), { slug: form.slug, answers: { rating: 2 } }, "api");
  const invitation = await invite(as.maintainer, { project: project.slug, role: "viewer", expiresInDays: 7 });
  const token = await createToken(as.contributor, { name: "ci", expiresInDays: 90 });
  const member = await world.join("contributor", "newcomer");

  return {
    ...world,
    unique,
    elsewhere,
    gitlab,
    run,
    promotion,
    comment,
    form,
    item,
    invitation,
    token,
    member: member.actor?.id ?? "",
    who: { ...withAddresses(as), owner, stranger, nobody: nobody(db, `nobody ${unique}`) } satisfies Record<
      Who,
      Ctx
    >,
  };
}
export type SeededWorld = Awaited<ReturnType<typeof makeSeededWorld>>;
