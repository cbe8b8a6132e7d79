import "server-only";
import { z } from "zod";
import { projectsWith } from "@/server/access/access";
import type { Ctx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { keysetPage, type Page } from "@/server/foundation/paging";
import { id, instant } from "@/server/foundation/shapes";
import { genesis, hashLine } from "./chain";
import { heldUnstorableText } from "./explain";
import type { AuditChoices, AuditChoicesInput, AuditEvent, ListAudit } from "./schema";
import { actionsIn, actorsIn, everyLine, headOf, page, type Visible } from "./store";

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

/** A line that does not match, and whether the text it was recorded with explains that. */
export type BrokenLine = { id: string; at: string; action: string; because: string; explained: boolean };

export type Verdict = {
  /** Whether nothing is broken that is not explained, and nothing is missing at the end. */
  ok: boolean;
  lines: number;
  /** The hash of the last line. */
  head: string;
  broken: BrokenLine[];
  /** How many lines are missing at the end, by the head that is kept beside the record; null where it cannot be told. */
  missing: number | null;
  /** Why the end is not what the kept head says; null where it is. */
  end: string | null;
};

const wasMoved = "a line before it was removed, added or changed";
const wasChanged = "its own content was changed";
const heldOddText =
  "it was recorded with half a pair of surrogates in a text, which the database cannot hold; nothing was changed since";

/**
 * Recomputes the chain of hashes from the first event to the last, names every line that does not match, and compares
 * the end with the head that is kept beside the record.
 * @param kept a head that somebody kept elsewhere: the record must still hold it
 */
export async function verify(db: Db, kept: string | null = null): Promise<Verdict> {
  return db.transaction(
    async (tx) => {
      let head = genesis;
      let lines = 0;
      let holdsKept = kept === null || kept === genesis;
      const broken: BrokenLine[] = [];
      for await (const { id: lineId, previousHash, hash, ...line } of everyLine(tx)) {
        const at = { id: lineId, at: line.at, action: line.action };
        if (previousHash !== head) broken.push({ ...at, because: wasMoved, explained: false });
        if (hashLine(previousHash, line) !== hash) {
          const explained = heldUnstorableText(previousHash, hash, line);
          broken.push({ ...at, because: explained ? heldOddText : wasChanged, explained });
        }
        // What follows is judged by the hash as it is stored: one broken line does not make all others broken.
        head = hash;
        lines += 1;
        holdsKept ||= hash === kept;
      }
      const expected = await headOf(tx);
      const end = endOf({ lines, head }, expected) ?? (holdsKept ? null : notKept);
      const missing = expected ? Math.max(0, expected.lines - lines) : null;
      return {
        ok: end === null && broken.every(({ explained }) => explained),
        lines,
        head,
        broken,
        missing,
        end,
      };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

const notKept =
  "no line has the hash that was kept elsewhere: lines were removed, or the record was written anew";

type Head = { lines: number; head: string };

function endOf(found: Head, expected: Head | null): string | null {
  if (expected === null) {
    return found.lines === 0
      ? null
      : "the head that is kept beside the record is gone: whether lines are missing cannot be told";
  }
  const less = expected.lines - found.lines;
  if (less > 0)
    return `${less} ${less === 1 ? "line is" : "lines are"} missing: the record had ${expected.lines}`;
  if (less < 0) return `there are ${-less} more lines than were recorded, which was ${expected.lines}`;
  return expected.head === found.head ? null : "the last line is another one than was recorded last";
}
