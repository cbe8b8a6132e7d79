import "server-only";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { waitWords } from "@/server/foundation/durations";
import { Refusal } from "@/server/foundation/errors";

/**
 * What stops a loop gone wild before it stops everybody else. Counted per process: with several web processes
 * each allows as much.
 */
const limiters = {
  /** requests with one token */
  token: new RateLimiterMemory({ keyPrefix: "token", points: 3000, duration: 10 }),
  /** requests without one, from one address */
  open: new RateLimiterMemory({ keyPrefix: "open", points: 300, duration: 60 }),
  /** tokens that open nothing, from one address */
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
