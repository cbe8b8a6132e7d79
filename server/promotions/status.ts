import { type Right, roleHas } from "@/server/access/rights";
import { openPromotionStatuses } from "@/server/foundation/open-statuses";
import type { PromotionStatus, Reader } from "./schema";

/** What people do to a promotion, and what Terrapin does by itself. */
export const actions = ["approve", "agree", "bypass", "reject", "cancel", "retry", "rollBack"] as const;
export type Action = (typeof actions)[number];
const systemActions = ["expire", "reassess", "launch", "succeed", "fail", "undo"] as const;
export type SystemAction = (typeof systemActions)[number];

/** The statuses an action leads to, or a sentence that says why the action is impossible. */
type Transition = readonly PromotionStatus[] | string;

const over = "It is over.";
const onItsWay = "It is being carried out.";
const notServing = "It does not serve now.";
const isRollBack = "It is what was rolled back to: promote another version instead.";
const nothingFailed = "Nothing has failed.";
const blocked = "A gate does not pass.";

/** Every status × every action. */
export const transitions = {
  pending: {
    approve: ["pending", "approved"],
    agree: ["pending", "approved"],
    bypass: ["approved"],
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
    agree: blocked,
    bypass: blocked,
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
    agree: "It has all its approvals.",
    bypass: "It has all its approvals.",
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
    agree: onItsWay,
    bypass: onItsWay,
    reject: onItsWay,
    cancel: onItsWay,
    retry: onItsWay,
    rollBack: onItsWay,
    expire: onItsWay,
    // Only before the alias is written: server/promotions/execution checks that.
    reassess: ["pending", "approved", "blocked", "superseded", "canceled"],
    launch: onItsWay,
    succeed: ["succeeded"],
    fail: ["failed"],
    undo: notServing,
  },
  succeeded: {
    approve: "It has been carried out.",
    agree: "It has been carried out.",
    bypass: "It has been carried out.",
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
    agree: "Its execution failed: it can be retried.",
    bypass: "Its execution failed: it can be retried.",
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
} as const satisfies Record<PromotionStatus, Record<Action | SystemAction, Transition>>;

function ended<const Words extends string>(words: Words) {
  return {
    approve: words,
    agree: words,
    bypass: words,
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

type Requirement = { right: Right; requester?: string; decider?: string; owner?: string; others?: Right };

/** Who may do each action: the right it takes, and what else is asked of the reader. */
export const requirements = {
  approve: {
    right: "promotions.decide",
    requester: "You asked for this promotion: your own approval does not count.",
    decider: "You have approved this already.",
  },
  agree: {
    right: "promotions.decide",
    requester: "You asked for this promotion: another owner agrees.",
    decider: "You decide on this promotion: another owner agrees.",
    owner: "Only an owner of this installation agrees.",
  },
  bypass: {
    right: "promotions.decide",
    requester: "You asked for this promotion: another owner bypasses its approvals.",
    owner: "Only an owner of this installation bypasses approvals.",
  },
  reject: { right: "promotions.decide", requester: "You asked for this promotion: cancel it instead." },
  cancel: { right: "promotions.cancel", others: "policies.manage" },
  retry: { right: "promotions.request" },
  rollBack: { right: "promotions.rollBack" },
} as const satisfies Record<Action, Requirement>;

export const openStatuses = openPromotionStatuses;
export type OpenStatus = (typeof openStatuses)[number];

/** True while Terrapin or somebody has something left to do. */
export const isOpen = (status: PromotionStatus): status is OpenStatus =>
  openStatuses.some((open) => open === status);

/** True when Terrapin does nothing more with it by itself. */
export const isOver = (status: PromotionStatus): boolean => !isOpen(status);

/** `because` says whether nobody can do it in this status, or this reader may not. */
export type Answer =
  | { ok: true; next: readonly PromotionStatus[] }
  | { ok: false; because: "status" | "reader"; reason: string };

const refusedByStatus = (reason: string): Answer => ({ ok: false, because: "status", reason });
const refusedByReader = (reason: string): Answer => ({ ok: false, because: "reader", reason });

/** Whether Terrapin itself may do an action in a status. */
export function checkSystemAction(status: PromotionStatus, action: SystemAction): Answer {
  const cell: Transition = transitions[status][action];
  return typeof cell === "string" ? refusedByStatus(cell) : { ok: true, next: cell };
}

/**
 * Whether a reader may do an action now, and if not, why: services refuse with the sentence, buttons show it.
 * @param promotion `serving` says whether the environment serves its version because of it; `rollbackOf` names the
 *   promotion it undid: rolling back a roll-back would restore, without approvals, what was removed; `versionGone` says
 *   why it is blocked where no gate blocks it
 */
export function checkAction(
  promotion: {
    status: PromotionStatus;
    serving: boolean;
    rollbackOf?: string | null;
    versionGone?: string | null;
  },
  action: Action,
  reader: Reader,
): Answer {
  const cell: Transition = transitions[promotion.status][action];
  if (typeof cell === "string")
    return refusedByStatus(cell === blocked && promotion.versionGone ? promotion.versionGone : cell);
  if (action === "rollBack" && !promotion.serving) return refusedByStatus(notServing);
  if (action === "rollBack" && promotion.rollbackOf) return refusedByStatus(isRollBack);
  const requirement: Requirement = requirements[action];
  if (reader.isRequester && requirement.requester) return refusedByReader(requirement.requester);
  if (reader.hasApproved && requirement.decider) return refusedByReader(requirement.decider);
  if (requirement.owner && !reader.isOwner) return refusedByReader(requirement.owner);
  if (!roleHas(reader.role, requirement.right))
    return refusedByReader(missingRight(requirement.right, reader));
  if (!reader.isRequester && requirement.others && !roleHas(reader.role, requirement.others)) {
    return refusedByReader("Only who asked for it or a maintainer may do this.");
  }
  return { ok: true, next: cell };
}

const requiredRole = {
  "promotions.decide": "This takes an approver",
  "promotions.rollBack": "This takes an approver",
  "promotions.cancel": "This takes a contributor",
  "promotions.request": "This takes a contributor",
} as const satisfies Partial<Record<Right, string>>;

const missingRight = (right: Right, who: Reader): string =>
  `${right in requiredRole ? requiredRole[right as keyof typeof requiredRole] : "This takes another role"}; you are ${who.role} here.`;
