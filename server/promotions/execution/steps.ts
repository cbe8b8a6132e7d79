import "server-only";
import { announce } from "@/server/events/announce";
import type { Db, Tx } from "@/server/foundation/db/open";
import type { PromotionRef } from "../record-and-announce";
import type { StepDetail } from "../schema";
import { attemptsOf, type StepKind, startStep, updateStep } from "./store";
import type { Trouble } from "./words";

export type Steps = {
  /** Records that a step starts, does it, then records its result. Open pages are told each time. */
  run<T>(
    kind: StepKind,
    before: StepDetail,
    work: () => Promise<{ result: T; detail: StepDetail }>,
  ): Promise<T>;
  /** The step that was started last. */
  current(): StepKind;
  /** Records why the current step did not succeed this time. @returns how often it was tried */
  recordFailedAttempt(trouble: Trouble): Promise<number>;
};

/** The steps of one promotion. Each write is its own transaction, so another worker knows which step was started. */
export function stepsFor(session: Db, promotion: PromotionRef): Steps {
  let current: StepKind = "check";
  const write = (change: (tx: Tx) => Promise<void>) =>
    session.transaction(async (tx) => {
      await change(tx);
      await announce(tx, { project: promotion.projectId, noun: "promotions", id: promotion.id });
    });
  return {
    current: () => current,
    async run(kind, before, work) {
      current = kind;
      await write((tx) => startStep(tx, promotion.id, kind, before));
      const { result, detail } = await work();
      await write((tx) => updateStep(tx, promotion.id, kind, "succeeded", detail));
      return result;
    },
    async recordFailedAttempt(trouble) {
      const detail = { trouble: { ...trouble, at: new Date().toISOString() } };
      await write((tx) => updateStep(tx, promotion.id, current, "running", detail));
      return attemptsOf(session, promotion.id, current);
    },
  };
}
