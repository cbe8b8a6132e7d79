import type { Db } from "@/server/foundation/db/open";
import type { JobData, QueueName } from "@/server/queue/queues";

/** What a job is given when it runs: aborted when the worker stops or the job is taken from it. */
export type JobRun<N extends QueueName> = { db: Db; data: JobData<N>; signal: AbortSignal };
