import { type Right, roleHas } from "@/server/access/rights";
import type { PromotionStatus, Reader } from "./schema";

/** What people do to a promotion, and what Terrapin itself does. */
export const actions = ["approve", "reject", "cancel", "retry", "rollBack"] as const;
export type Action = (typeof actions)[number];
const ownActions = ["expire", "reassess", "launch", "succeed", "fail", "undo"] as const;
export type OwnAction = (typeof ownActions)[number];

/** Where an action leads, or why there is no such way, as a sentence for the person who would take it. */
type Cell = readonly PromotionStatus[] | string;

const over = "It is over.";
const onItsWay = "It is being carried out.";
const notServing = "It does not serve now.";
const wentBack = "It is what was rolled back to: promote another version instead.";
const nothingFailed = "Nothing has failed.";
const blocked = "A gate does not pass.";

/** Every status × every action. What is not a list of next statuses is the reason why not. */
export const table = {
  pending: {
    approve: ["pending", "approved"],
    reject: ["rejected"],
    cancel: ["canceled"],
    retry: nothingFailed,
    rollBack: notServing,
    expire: ["expired"],
    reassess: ["pending", "approved", "blocked", "superseded", "canceled"],
    launch: "It waits for approvals.",
    succeed: "It is not approved.",
    fail: "It is not approved.",
    undo: notServing,
  },
  blocked: {
    approve: blocked,
    reject: ["rejected"],
    cancel: ["canceled"],
    retry: nothingFailed,
    rollBack: notServing,
    expire: ["expired"],
    reassess: ["pending", "approved", "blocked", "superseded", "canceled"],
    launch: blocked,
    succeed: blocked,
    fail: blocked,
    undo: notServing,
  },
  approved: {
    approve: "It has all its approvals, and waits for another promotion into this environment.",
    reject: "It has all its approvals; cancel it instead.",
    cancel: ["canceled"],
    retry: nothingFailed,
    rollBack: notServing,
    expire: "It has all its approvals.",
    reassess: ["pending", "approved", "blocked", "superseded", "canceled"],
    launch: ["executing"],
    succeed: "It is not being carried out.",
    fail: "It is not being carried out.",
    undo: notServing,
  },
  executing: {
    approve: onItsWay,
    reject: onItsWay,
    cancel: onItsWay,
    retry: onItsWay,
    rollBack: onItsWay,
    expire: onItsWay,
    // Only until its effect begins: server/promotions/execution asks for that.
    reassess: ["pending", "approved", "blocked", "superseded", "canceled"],
    launch: onItsWay,
    succeed: ["succeeded"],
    fail: ["failed"],
    undo: notServing,
  },
  succeeded: {
    approve: "It has been carried out.",
    reject: "It has been carried out; roll it back instead.",
    cancel: "It has been carried out; roll it back instead.",
    retry: nothingFailed,
    rollBack: ["succeeded"],
    expire: over,
    reassess: over,
    launch: over,
    succeed: over,
    fail: over,
    undo: ["rolled_back"],
  },
  failed: {
    approve: "Its execution failed: it can be retried.",
    reject: "Its execution failed: nothing waits for a decision.",
    cancel: "Its execution failed: nothing is left to cancel.",
    retry: ["executing", "approved", "pending", "blocked", "superseded", "canceled"],
    rollBack: notServing,
    expire: over,
    reassess: ["pending", "approved", "blocked", "superseded", "canceled"],
    launch: ["executing"],
    succeed: over,
    fail: over,
    undo: notServing,
  },
  rejected: ended("It was rejected."),
  expired: ended("Its time was over before it had all its approvals."),
  canceled: ended("It was canceled."),
  superseded: ended("The version serves there already."),
  rolled_back: ended("It was rolled back."),
} as const satisfies Record<PromotionStatus, Record<Action | OwnAction, Cell>>;

function ended<const Words extends string>(words: Words) {
  return {
    approve: words,
    reject: words,
    cancel: words,
    retry: words,
    rollBack: words,
    expire: words,
    reassess: words,
    launch: words,
    succeed: words,
    fail: words,
    undo: words,
  };
}

/** Who may do each thing, beside the right it takes. */
export const actors = {
  approve: {
    right: "promotions.decide",
    requester: "You asked for this promotion: your own approval does not count.",
  },
  reject: { right: "promotions.decide", requester: "You asked for this promotion: cancel it instead." },
  cancel: { right: "promotions.cancel", others: "policies.manage" },
  retry: { right: "promotions.request" },
  rollBack: { right: "promotions.rollBack" },
} as const satisfies Record<Action, { right: Right; requester?: string; others?: Right }>;

export const openStatuses = [
  "pending",
  "blocked",
  "approved",
  "executing",
] as const satisfies PromotionStatus[];
const finalStatuses: ReadonlySet<PromotionStatus> = new Set([
  "rejected",
  "expired",
  "canceled",
  "superseded",
  "succeeded",
  "failed",
  "rolled_back",
]);

/** True when nothing happens to it any more by itself. */
export const isOver = (status: PromotionStatus): boolean => finalStatuses.has(status);

/** `because` tells apart what nobody may do now from what this reader may not. */
export type Answer =
  | { ok: true; next: readonly PromotionStatus[] }
  | { ok: false; because: "status" | "reader"; reason: string };

const rests = (reason: string): Answer => ({ ok: false, because: "status", reason });
const notYou = (reason: string): Answer => ({ ok: false, because: "reader", reason });

/** Whether Terrapin itself may do this in this status. */
export function askOwn(status: PromotionStatus, action: OwnAction): Answer {
  const cell: Cell = table[status][action];
  return typeof cell === "string" ? rests(cell) : { ok: true, next: cell };
}

/**
 * Whether this reader may do this now, and if not, why: the services refuse with the sentence, and the buttons show it.
 * @param promotion `serving` tells whether the environment serves its version because of it; `rollbackOf` names the
 *   promotion it undid: going back on a roll-back would bring back, unasked, what was taken away
 */
export function ask(
  promotion: { status: PromotionStatus; serving: boolean; rollbackOf?: string | null },
  action: Action,
  who: Reader,
): Answer {
  const cell: Cell = table[promotion.status][action];
  if (typeof cell === "string") return rests(cell);
  if (action === "rollBack" && !promotion.serving) return rests(notServing);
  if (action === "rollBack" && promotion.rollbackOf) return rests(wentBack);
  const actor: { right: Right; requester?: string; others?: Right } = actors[action];
  if (who.isRequester && actor.requester) return notYou(actor.requester);
  if (!roleHas(who.role, actor.right)) return notYou(needs(actor.right, who));
  if (!who.isRequester && actor.others && !roleHas(who.role, actor.others)) {
    return notYou("Only who asked for it or a maintainer may do this.");
  }
  if (action === "approve" && who.hasApproved) return notYou("You have approved this already.");
  return { ok: true, next: cell };
}

const takes = {
  "promotions.decide": "This takes an approver",
  "promotions.rollBack": "This takes an approver",
  "promotions.cancel": "This takes a contributor",
  "promotions.request": "This takes a contributor",
} as const satisfies Partial<Record<Right, string>>;

const needs = (right: Right, who: Reader): string =>
  `${right in takes ? takes[right as keyof typeof takes] : "This takes another role"}; you are ${who.role} here.`;
