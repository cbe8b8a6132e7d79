import "server-only";
import { type ProjectScope, requireRightOn } from "@/server/access/access";
import type { Right } from "@/server/access/rights";
import type { Ctx } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";
import { Refusal } from "@/server/foundation/errors";
import { readerOf } from "./read";
import { type Action, ask } from "./status";
import { decisionsOf, type Joined, lock, projectOf } from "./store";

/** First line of a verb addressed by promotion. */
export const scopeOn = (ctx: Ctx, right: Right, id: string): Promise<ProjectScope> =>
  requireRightOn(ctx, right, (db) => projectOf(db, id), `promotion ${id}`);

/** The promotion, locked, when its state and its reader allow the action. @throws Refusal saying why not */
export async function lockFor(tx: Tx, scope: ProjectScope, id: string, action: Action): Promise<Joined> {
  const row = await lock(tx, scope, id);
  if (!row) throw new Refusal("NOT_FOUND", { what: `There is no promotion ${id}.` });
  const reader = readerOf(scope, row, await decisionsOf(tx, [id]));
  const answer = ask({ ...row.promotion, serving: row.serving }, action, reader);
  if (!answer.ok)
    throw new Refusal(answer.because === "status" ? "CONFLICT" : "FORBIDDEN", { what: answer.reason });
  return row;
}
