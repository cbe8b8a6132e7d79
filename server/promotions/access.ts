import "server-only";
import { type ProjectScope, requireRightOn } from "@/server/access/access";
import type { Right } from "@/server/access/rights";
import type { Ctx } from "@/server/foundation/context";
import type { Tx } from "@/server/foundation/db/open";
import { Refusal } from "@/server/foundation/errors";
import { judgeDecisions } from "./judge";
import { readerOf } from "./read";
import { type Action, checkAction } from "./status";
import { type Joined, lockPromotion, projectOf } from "./store";

/** The first line of a verb that is given a promotion. */
export const scopeOn = (ctx: Ctx, right: Right, id: string): Promise<ProjectScope> =>
  requireRightOn(ctx, right, (db) => projectOf(db, id), `promotion ${id}`);

/** The promotion, locked, when its status and the reader allow the action. @throws Refusal with the reason otherwise */
export async function lockFor(tx: Tx, scope: ProjectScope, id: string, action: Action): Promise<Joined> {
  const row = await lockPromotion(tx, scope, id);
  if (!row) throw new Refusal("NOT_FOUND", { what: `There is no promotion ${id}.` });
  const reader = readerOf(scope, row, await judgeDecisions(tx, row));
  const answer = checkAction({ ...row.promotion, serving: row.serving }, action, reader);
  if (!answer.ok)
    throw new Refusal(answer.because === "status" ? "CONFLICT" : "FORBIDDEN", { what: answer.reason });
  return row;
}
