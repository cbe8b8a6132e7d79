import "server-only";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { waitWords } from "@/server/foundation/durations";
import { Refusal } from "@/server/foundation/errors";

/**
 * Rate limits, so that a runaway client does not slow others down. Counted per process: with several web processes,
 * each allows as much.
 */
const limiters = {
  /** requests with one token */
  token: new RateLimiterMemory({ keyPrefix: "token", points: 3000, duration: 10 }),
  /** requests without a token, from one address */
  open: new RateLimiterMemory({ keyPrefix: "open", points: 300, duration: 60 }),
  /** requests with an invalid token, from one address */
  wrong: new RateLimiterMemory({ keyPrefix: "wrong", points: 30, duration: 60 }),
};

/** @throws Refusal TOO_MANY_REQUESTS with the seconds to wait */
export async function spend(kind: keyof typeof limiters, key: string): Promise<void> {
  try {
    await limiters[kind].consume(key);
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
