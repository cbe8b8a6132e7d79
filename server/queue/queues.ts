import type { Queue } from "pg-boss";
import { z } from "zod";

/**
 * Every kind of background work: what it is given, and how it is tried again.
 * `stately` keeps at most one waiting and one running job for each singleton key.
 * A worker that dies is noticed when its heartbeat stays away for ten seconds (pg-boss's minimum).
 */
const patient = { retryLimit: 20, retryDelay: 1, retryBackoff: true, retryDelayMax: 60 } as const;

export const queues = {
  /** Reads one connection from where it was left. */
  sync: {
    data: z.object({ connection: z.string() }),
    options: { policy: "stately", notify: true, heartbeatSeconds: 10, expireInSeconds: 21_600, ...patient },
  },
  /** Carries one approved promotion out, step by step. */
  execute: {
    data: z.object({ promotion: z.string() }),
    options: { policy: "stately", notify: true, heartbeatSeconds: 10, expireInSeconds: 900, ...patient },
  },
  /** Ends promotions whose time is over. */
  expire: {
    data: z.object({}),
    options: { policy: "stately", notify: false, retryLimit: 2, expireInSeconds: 60 },
  },
} as const satisfies Record<string, { data: z.ZodType; options: Omit<Queue, "name"> }>;

export type QueueName = keyof typeof queues;
export type JobData<N extends QueueName> = z.infer<(typeof queues)[N]["data"]>;
