import "server-only";
import type { ProjectScope } from "@/server/access/access";
import { BackendError, type BackendErrorKind } from "@/server/backends/errors";
import type { Ctx } from "@/server/foundation/context";
import type { Db } from "@/server/foundation/db/open";
import { scopeOn } from "../access";
import { projectOf } from "../store";
import { decideAliasWrite } from "./alias-decision";
import { check, type Execution, fail, finish, load } from "./outcome";
import { withPromotionLock } from "./promotion-lock";
import { withRegistry } from "./registry";
import { type Steps, stepsFor } from "./steps";
import type { StepKind } from "./store";
import { cannotBeChecked, ExecutionFailure, movedOutside, notSetAfter, refused, unanswered } from "./words";

/** Answers after which nothing can have been written. */
const refusals: ReadonlySet<BackendErrorKind> = new Set([
  "unauthorized",
  "forbidden",
  "not_found",
  "refused",
]);

/** After so many attempts (some four minutes) a registry that does not answer is left to people. */
const maxAttempts = 10;

/**
 * Carries an approved promotion out: check, read the alias, move it, read it again. Each step is recorded before and
 * after. The process may be killed at any point; the next one continues there, and the alias is moved once. A passing
 * error is thrown, so that the job runs again; any other ends the promotion as failed, with its reason.
 */
export async function execute(ctx: Ctx, input: { promotion: string }): Promise<void> {
  if ((await projectOf(ctx.db, input.promotion)) === null) return;
  const scope = await scopeOn(ctx, "promotions.read", input.promotion);
  const done = await withPromotionLock(ctx.db, input.promotion, (session) =>
    carryOut(ctx, session, scope, input.promotion),
  );
  if (!done) throw new Error(`promotion ${input.promotion} is being carried out by another worker`);
}

async function carryOut(ctx: Ctx, session: Db, scope: ProjectScope, id: string): Promise<void> {
  const execution = await load(session, scope, id);
  if (!execution) return;
  const on = { ctx, session, scope };
  const steps = stepsFor(session, execution.promotion);
  try {
    if (!execution.mayHaveWritten && !(await check(on, execution, steps))) return;
    // The check may have found the model under another name.
    const checked = await load(session, scope, id);
    if (!checked) return;
    const before = await moveAlias(ctx, { ...execution, model: checked.model }, steps);
    await finish(on, execution, before);
  } catch (error) {
    const step = steps.current();
    const failure = await failureOf(error, step, execution, steps);
    if (!failure) throw error;
    await fail(on, execution, step, failure);
  }
}

const troubleOf = ({ what, why, todo }: BackendError) => ({ what, why, todo });

/** What ends the execution as failed, or null when it is tried again. */
async function failureOf(
  error: unknown,
  step: StepKind,
  { move, mayHaveWritten }: Execution,
  steps: Steps,
): Promise<ExecutionFailure | null> {
  if (error instanceof ExecutionFailure) return error;
  if (!(error instanceof BackendError)) return null;
  const trouble = step === "check" ? cannotBeChecked(error) : troubleOf(error);
  const wrote = mayHaveWritten || step === "set_alias" || step === "verify_alias";
  if (!error.isTransient) {
    const nothingWritten = !mayHaveWritten && step !== "verify_alias" && refusals.has(error.kind);
    return new ExecutionFailure(
      nothingWritten || !wrote ? refused(trouble) : unanswered(move, trouble, 1, true),
    );
  }
  const attempts = await steps.recordFailedAttempt(trouble);
  return attempts >= maxAttempts ? new ExecutionFailure(unanswered(move, trouble, attempts, wrote)) : null;
}

/** Reads, writes and reads again. @returns the version the alias was on before the first write */
async function moveAlias(ctx: Ctx, execution: Execution, steps: Steps): Promise<string | null> {
  const { move, model, connection, mayHaveWritten } = execution;
  const { alias, champion, target } = move;
  return withRegistry(ctx, connection, async ({ registry }) => {
    let before = champion;
    if (!mayHaveWritten) {
      before = await steps.run("read_alias", {}, async () => {
        const found = await registry.readAlias(model, alias, ctx.signal);
        if (decideAliasWrite(found, champion, target) === "moved_outside")
          throw new ExecutionFailure(movedOutside(move, found), found);
        return { result: found, detail: { before: found } };
      });
    }
    await steps.run("set_alias", { before, target }, async () => {
      // An interrupted attempt may have written already: the alias as it is now decides whether to write.
      const found = mayHaveWritten ? await registry.readAlias(model, alias, ctx.signal) : before;
      const decision = decideAliasWrite(found, champion, target);
      if (decision === "moved_outside") throw new ExecutionFailure(movedOutside(move, found), found);
      if (decision === "write") await registry.setAlias(model, alias, target, ctx.signal);
      const reread = mayHaveWritten ? { reread: found } : {};
      return { result: null, detail: { wrote: mayHaveWritten || decision === "write", ...reread } };
    });
    await steps.run("verify_alias", {}, async () => {
      const after = await registry.readAlias(model, alias, ctx.signal);
      if (after !== target) throw new ExecutionFailure(notSetAfter(move, after), after);
      return { result: null, detail: { after } };
    });
    return before;
  });
}
