import { type Role, roles } from "@/server/access/rights";

/** A change of what a person may do, in the project of the promotion or everywhere. */
export type AccessChange = {
  kind:
    | "account_made"
    | "account_closed"
    | "account_opened"
    | "owner_made"
    | "owner_withdrawn"
    | "role_raised"
    | "role_lowered"
    | "left";
  role: Role | null;
  /** Who did it; null for Terrapin itself. */
  changedBy: string | null;
  changedByName: string | null;
  byOwner: boolean;
  /** ISO 8601 */
  at: string;
};

/** An approval as it was given. */
export type GivenApproval = {
  person: string;
  name: string;
  role: Role;
  at: string;
  agreedBy: string | null;
};

/** Whether an approval counts: yes, once an owner agrees, or never again. The reason is a sentence. */
export type Standing =
  | { state: "counts" }
  | { state: "waits_for_owner"; why: string }
  | { state: "lost"; why: string; at: string };

export type StandingFacts = {
  /** The best role that the person holds in the project now; null for none, and for a closed account. */
  roleNow: Role | null;
  /** What changed of what the person may do, in any order. */
  changes: readonly AccessChange[];
  /** When the promotion was asked for, ISO 8601. */
  askedAt: string;
  /** Everybody who asked for the promotion or decides on it, the person aside. */
  parties: ReadonlySet<string>;
};

const rank = (role: Role) => roles.indexOf(role);
const time = (at: string) => Date.parse(at);

type KindWords = { readonly [Kind in AccessChange["kind"]]?: (name: string) => string };

/** Changes after which an approval that was given before them does not count. */
const losses: KindWords = {
  account_closed: (name) => `the account of ${name} was closed`,
  left: (name) => `${name} left the project`,
  role_lowered: (name) => `the role of ${name} was lowered`,
};

/** Changes that let somebody decide who could not before. */
const admissions: KindWords = {
  account_made: (name) => `the account of ${name} was made`,
  account_opened: (name) => `the account of ${name} was opened again`,
  owner_made: (name) => `${name} was made an owner`,
  role_raised: (name) => `${name} was given the role`,
};

/**
 * Whether an approval counts now. It is lost when its person left, was closed or was demoted since. Where its person was
 * let in after the promotion was asked for, it counts only if an owner who neither asked nor decides let them in, or
 * agreed to it: otherwise whoever decides could bring their own second approval.
 */
export function standingOf(given: GivenApproval, facts: StandingFacts): Standing {
  const { roleNow, changes, askedAt, parties } = facts;
  const lost = changes.flatMap((change) => {
    const words = losses[change.kind];
    return words && time(change.at) >= time(given.at) ? [{ words: words(given.name), at: change.at }] : [];
  })[0];
  if (lost) {
    return { state: "lost", why: `Since the approval ${lost.words}: it does not count.`, at: lost.at };
  }
  if (roleNow === null || rank(roleNow) < rank(given.role)) {
    const now = roleNow === null ? "may not decide here any more" : `is ${roleNow} now`;
    const why = `${given.name} approved as ${given.role} and ${now}: the approval does not count.`;
    return { state: "lost", why, at: given.at };
  }
  const isIndependent = (person: string | null) =>
    person === null || (person !== given.person && !parties.has(person));
  const admitted = changes.flatMap((change) => {
    const words = admissions[change.kind];
    const isInTime = time(change.at) < time(askedAt) || time(change.at) > time(given.at);
    if (!words || isInTime || (change.byOwner && isIndependent(change.changedBy))) return [];
    return [`${words(given.name)}${change.changedByName ? ` by ${change.changedByName}` : ""}`];
  })[0];
  if (!admitted || (given.agreedBy !== null && isIndependent(given.agreedBy))) return { state: "counts" };
  const why = `After the request ${admitted}: the approval counts once an owner who neither asked nor decides agrees.`;
  return { state: "waits_for_owner", why };
}
