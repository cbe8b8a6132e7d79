import "server-only";
import { announce } from "@/server/events/announce";
import type { Db, Tx } from "@/server/foundation/db/open";
import type { Named } from "../record-and-announce";
import type { StepDetail } from "../schema";
import { begin, note, type StepKind, triesOf } from "./store";
import type { Trouble } from "./words";

export type Steps = {
  /** Does a step: says so first, does it, then says how it went. Told to open pages each time. */
  run<T>(
    kind: StepKind,
    before: StepDetail,
    work: () => Promise<{ result: T; detail: StepDetail }>,
  ): Promise<T>;
  /** The step that was begun last. */
  at(): StepKind;
  /** Writes why the present step did not get through this time. @returns how often it was tried */
  stumbled(trouble: Trouble): Promise<number>;
};

/** The steps of one promotion, each write in a transaction of its own: what was begun is known to whoever comes next. */
export function stepsFor(own: Db, promotion: Named): Steps {
  let at: StepKind = "check";
  const write = (change: (tx: Tx) => Promise<void>) =>
    own.transaction(async (tx) => {
      await change(tx);
      await announce(tx, { project: promotion.projectId, noun: "promotions", id: promotion.id });
    });
  return {
    at: () => at,
    async run(kind, before, work) {
      at = kind;
      await write((tx) => begin(tx, promotion.id, kind, before));
      const { result, detail } = await work();
      await write((tx) => note(tx, promotion.id, kind, "succeeded", detail));
      return result;
    },
    async stumbled(trouble) {
      const told = { trouble: { ...trouble, at: new Date().toISOString() } };
      await write((tx) => note(tx, promotion.id, at, "running", told));
      return triesOf(own, promotion.id, at);
    },
  };
}
