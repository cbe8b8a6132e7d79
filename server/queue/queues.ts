import type { Queue } from "pg-boss";
import { z } from "zod";

/**
 * Every queue of background jobs: the data of a job, and how it is retried.
 * `stately` keeps at most one waiting and one running job for each singleton key.
 * A dead worker is detected when its heartbeat is missing for ten seconds (pg-boss's minimum).
 */
const retries = { retryLimit: 20, retryDelay: 1, retryBackoff: true, retryDelayMax: 60 } as const;

export const queues = {
  /** Syncs one connection from its cursors. */
  sync: {
    data: z.object({ connection: z.string() }),
    options: { policy: "stately", notify: true, heartbeatSeconds: 10, expireInSeconds: 21_600, ...retries },
  },
  /** Executes one approved promotion, step by step. */
  execute: {
    data: z.object({ promotion: z.string() }),
    options: { policy: "stately", notify: true, heartbeatSeconds: 10, expireInSeconds: 900, ...retries },
  },
  /** Expires promotions that are past their time. */
  expire: {
    data: z.object({}),
    options: { policy: "stately", notify: false, retryLimit: 2, expireInSeconds: 60 },
  },
} as const satisfies Record<string, { data: z.ZodType; options: Omit<Queue, "name"> }>;

export type QueueName = keyof typeof queues;
export type JobData<N extends QueueName> = z.infer<(typeof queues)[N]["data"]>;
