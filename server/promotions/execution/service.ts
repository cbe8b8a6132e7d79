import "server-only";
import type { ProjectScope } from "@/server/access/access";
import { BackendError, type BackendErrorKind } from "@/server/backends/errors";
import type { Ctx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { scopeOn } from "../access";
import { projectOf } from "../store";
import { check, fail, finish, load, type Underway } from "./outcome";
import { moveOf } from "./position";
import { alone } from "./promotion-lock";
import { withRegistry } from "./registry";
import { type Steps, stepsFor } from "./steps";
import type { StepKind } from "./store";
import { movedOutside, notThereAfter, refused, Stop, unanswered } from "./words";

/** Answers after which nothing can have been written. */
const saysNo: ReadonlySet<BackendErrorKind> = new Set(["unauthorized", "forbidden", "not_found", "refused"]);

/** After so many tries (some four minutes) a registry that does not answer is left to people. */
const tries = 10;

/**
 * Carries an approved promotion out: check, read the alias, move it, read it again, each recorded before and after.
 * It may be killed at any point and is then taken up where it was; its effect happens once. Trouble that passes is
 * thrown, so that the job comes again; other trouble ends the promotion as failed, in words.
 */
export async function execute(ctx: Ctx, input: { promotion: string }): Promise<void> {
  if ((await projectOf(ctx.db, input.promotion)) === null) return;
  const scope = await scopeOn(ctx, "promotions.read", input.promotion);
  const done = await alone(ctx.db, input.promotion, (own) => carryOut(ctx, own, scope, input.promotion));
  if (!done) throw new Error(`promotion ${input.promotion} is being carried out by another worker`);
}

async function carryOut(ctx: Ctx, own: Db, scope: ProjectScope, id: string): Promise<void> {
  const underway = await load(own, scope, id);
  if (!underway) return;
  const steps = stepsFor(own, underway.named);
  try {
    if (!underway.began && !(await check({ ctx, own, scope }, underway, steps))) return;
    const before = await moveAlias(ctx, underway, steps);
    await finish({ ctx, own, scope }, underway, before);
  } catch (error) {
    const kind = steps.at();
    const verdict = await judge(error, kind, underway, steps);
    if (!verdict) throw error;
    await fail({ ctx, own, scope }, underway, kind, verdict);
  }
}

/** What ends the execution, or null when it is tried again. */
async function judge(
  error: unknown,
  kind: StepKind,
  { aim, began }: Underway,
  steps: Steps,
): Promise<Stop | null> {
  if (error instanceof Stop) return error;
  if (!(error instanceof BackendError)) return null;
  const trouble = { what: error.what, why: error.why, todo: error.todo };
  const wrote = began || kind === "set_alias" || kind === "verify_alias";
  if (!error.passing) {
    const plainly = !began && kind !== "verify_alias" && saysNo.has(error.kind);
    return new Stop(plainly || !wrote ? refused(trouble) : unanswered(aim, trouble, 1, true));
  }
  const tried = await steps.stumbled(trouble);
  return tried >= tries ? new Stop(unanswered(aim, trouble, tried, wrote)) : null;
}

/** Reads, writes and reads again. @returns the version the alias stood on before the first write */
async function moveAlias(ctx: Ctx, underway: Underway, steps: Steps): Promise<string | null> {
  const { aim, model, connection } = underway;
  const { alias, champion, target } = aim;
  return withRegistry(ctx, connection, async (registry) => {
    let before = champion;
    if (!underway.began) {
      before = await steps.run("read_alias", {}, async () => {
        const found = await registry.readAlias(model, alias, ctx.signal);
        if (moveOf(found, champion, target) === "moved") throw new Stop(movedOutside(aim, found), found);
        return { result: found, detail: { before: found } };
      });
    }
    await steps.run("set_alias", { before, target }, async () => {
      // An earlier try may have got through before it was cut off: what stands there decides whether to write.
      const found = underway.began ? await registry.readAlias(model, alias, ctx.signal) : before;
      const move = moveOf(found, champion, target);
      if (move === "moved") throw new Stop(movedOutside(aim, found), found);
      if (move === "write") await registry.setAlias(model, alias, target, ctx.signal);
      const reread = underway.began ? { reread: found } : {};
      return { result: null, detail: { wrote: underway.began || move === "write", ...reread } };
    });
    await steps.run("verify_alias", {}, async () => {
      const after = await registry.readAlias(model, alias, ctx.signal);
      if (after !== target) throw new Stop(notThereAfter(aim, after), after);
      return { result: null, detail: { after } };
    });
    return before;
  });
}
