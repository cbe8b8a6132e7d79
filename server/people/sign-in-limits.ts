import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import {
  countGrowing,
  countWithin,
  forgetAttempts,
  holdMs,
  requireCounted,
  takeBackAttempt,
} from "@/server/foundation/attempts";
import type { Db } from "@/server/foundation/db/open";
import { countedNetwork } from "@/server/foundation/network";

/**
 * Limits of guessing passwords. From one address, wrong tries are turned away for longer and longer. All tries on one
 * account, and all on any, are only held back: were they turned away, a stranger could keep an owner out.
 */
const quarterHour = 900;
const perPair = { free: 5, capSeconds: quarterHour, forgetSeconds: quarterHour };
const perAddress = { free: 30, capSeconds: 60, forgetSeconds: quarterHour };
const perAccount = { free: 5, capMs: 4000, seconds: quarterHour };
const overall = { free: 60, capMs: 2000, seconds: 60 };
const noLimit = 1_000_000_000;

const tooMany = "Too many wrong tries.";

export type Sleep = (ms: number) => Promise<unknown>;

/**
 * Counts a try before anything is computed for it, and holds it back where many are made.
 * @param ip null where it is not known, as in tests
 * @returns what to call when the password was right: the try then does not count
 * @throws Refusal TOO_MANY_REQUESTS
 */
export async function countTry(
  db: Db,
  { email, ip }: { email: string; ip: string | null },
  sleep: Sleep = wait,
): Promise<() => Promise<void>> {
  const address = ["sign-in", "address", ip === null ? "" : countedNetwork(ip)];
  const pair = ["sign-in", "pair", email, ...address];
  const account = ["sign-in", "account", email];
  const all = ["sign-in", "all"];
  if (ip !== null) {
    requireCounted(await countGrowing(db, pair, perPair), tooMany);
    requireCounted(await countGrowing(db, address, perAddress), tooMany);
  }
  const within = async (key: string[], { seconds }: { seconds: number }) =>
    requireCounted(await countWithin(db, key, { limit: noLimit, seconds }), tooMany);
  const hold = Math.max(
    holdMs(await within(account, perAccount), perAccount),
    holdMs(await within(all, overall), overall),
  );
  if (hold > 0) await sleep(hold);
  return async () => {
    await forgetAttempts(db, pair, account);
    await takeBackAttempt(db, address, all);
  };
}

/**
 * Counts a try of somebody signed in to give the present password.
 * @returns what to call when it was right
 * @throws Refusal TOO_MANY_REQUESTS
 */
export async function countOwnTry(db: Db, personId: string): Promise<() => Promise<void>> {
  const key = ["password", personId];
  requireCounted(await countGrowing(db, key, perPair), tooMany);
  return () => forgetAttempts(db, key);
}
