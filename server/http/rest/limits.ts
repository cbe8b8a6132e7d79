import "server-only";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { countWithin, requireCounted } from "@/server/foundation/attempts";
import type { Db } from "@/server/foundation/db/open";
import { waitWords } from "@/server/foundation/durations";
import { Refusal } from "@/server/foundation/errors";
import { countedNetwork } from "@/server/foundation/network";

/**
 * Requests with one token, so that a runaway client does not slow others down. Counted per process: a statement for each
 * would cost more than most of the requests.
 */
const ofToken = new RateLimiterMemory({ keyPrefix: "token", points: 3000, duration: 10 });

/** @throws Refusal TOO_MANY_REQUESTS with the seconds to wait */
export async function spendToken(token: string): Promise<void> {
  try {
    await ofToken.consume(token);
  } catch (spent) {
    if (!(spent instanceof RateLimiterRes)) throw spent;
    const seconds = Math.max(1, Math.ceil(spent.msBeforeNext / 1000));
    throw new Refusal(
      "TOO_MANY_REQUESTS",
      { what: "Too many requests.", todo: `Try again in ${waitWords(spent.msBeforeNext)}.` },
      { retryAfter: seconds },
    );
  }
}

/** Requests from one address: without a token, and with one that is not valid. Counted over all processes. */
const ofAddress = {
  open: { limit: 300, seconds: 60 },
  wrong: { limit: 30, seconds: 60 },
};

/** @throws Refusal TOO_MANY_REQUESTS with the seconds to wait */
export async function spendAddress(db: Db, kind: keyof typeof ofAddress, ip: string | null): Promise<void> {
  const counted = await countWithin(db, [kind, ip ? countedNetwork(ip) : "nowhere"], ofAddress[kind]);
  requireCounted(counted, "Too many requests.");
}
