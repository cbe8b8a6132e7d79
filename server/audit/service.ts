import "server-only";
import { projectsWith } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { keysetPage, type Page } from "@/server/foundation/paging";
import { id } from "@/server/foundation/shapes";
import { genesis, hashLine } from "./chain";
import type { AuditEvent, ListAudit } from "./schema";
import { everyLine, page } from "./store";

/** Who did what, newest first, in the projects the reader belongs to; owners also see events of the installation. */
export async function list(ctx: Ctx, input: ListAudit): Promise<Page<AuditEvent>> {
  const scopes = await projectsWith(ctx, "audit.read", input.project);
  const withInstallation = input.project === undefined && ctx.actor?.isOwner === true;
  const found = await keysetPage(
    input,
    id,
    (before, limit) => page(ctx.db, scopes, { ...input, before, limit, withInstallation }),
    ({ event }) => event.id,
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
