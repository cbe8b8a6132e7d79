import "server-only";
import { z } from "zod";
import { projectsWith } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { keysetPage, type Page } from "@/server/foundation/paging";
import { id, instant } from "@/server/foundation/shapes";
import { genesis, hashLine } from "./chain";
import type { AuditChoices, AuditChoicesInput, AuditEvent, ListAudit } from "./schema";
import { actionsIn, actorsIn, everyLine, page, type Visible } from "./store";

const place = z.object({ at: instant, id });

/** The projects the reader belongs to; owners also see events of the installation. */
async function visibleTo(ctx: Ctx, project: string | undefined): Promise<Visible> {
  const scopes = await projectsWith(ctx, "audit.read", project);
  return { scopes, withInstallation: project === undefined && ctx.actor?.isOwner === true };
}

/** Who did what, in order of time, of what the reader may see. */
export async function list(ctx: Ctx, input: ListAudit): Promise<Page<AuditEvent>> {
  const visible = await visibleTo(ctx, input.project);
  const found = await keysetPage(
    input,
    place,
    (after, limit) => page(ctx.db, visible, { ...input, after, limit }),
    ({ event: { at, id } }) => ({ at, id }),
  );
  const items = found.items.map(({ event, project }) => ({
    id: event.id,
    at: event.at,
    actor: { kind: event.actorKind, id: event.actorId, name: event.actorName },
    via: event.via,
    action: event.action,
    project,
    subject: { kind: event.subjectKind, id: event.subjectId, name: event.subjectName },
    data: event.data,
    previousHash: event.previousHash,
    hash: event.hash,
  }));
  return { ...found, items };
}

/** The actions and the people there are in what the reader may see, by name. */
export async function choices(ctx: Ctx, input: AuditChoicesInput): Promise<AuditChoices> {
  const visible = await visibleTo(ctx, input.project);
  const [actions, actors] = await Promise.all([actionsIn(ctx.db, visible), actorsIn(ctx.db, visible)]);
  const others = [
    { id: "system", name: "Terrapin itself" },
    { id: "public", name: "People without an account" },
  ];
  return {
    actions,
    people: [
      ...actors.flatMap(({ id, name }) => (id && name ? [{ id, name }] : [])),
      ...others.filter(({ id }) => actors.some(({ kind }) => kind === id)),
    ],
  };
}

export type Verdict =
  | { ok: true; lines: number; head: string }
  | { ok: false; lines: number; broken: { id: string; at: string; action: string }; because: string };

/** Recomputes the chain of hashes from the first event and names the first that does not match. */
export async function verify(db: Db): Promise<Verdict> {
  let previous = genesis;
  let lines = 0;
  for await (const { id: lineId, previousHash, hash, ...line } of everyLine(db)) {
    const broken = { id: lineId, at: line.at, action: line.action };
    if (previousHash !== previous) {
      return { ok: false, lines, broken, because: "a line before it was removed, added or changed" };
    }
    if (hashLine(previous, line) !== hash) {
      return { ok: false, lines, broken, because: "its own content was changed" };
    }
    previous = hash;
    lines += 1;
  }
  return { ok: true, lines, head: previous };
}
