import type { Db } from "@/server/foundation/db/open";
import type { JobData, QueueName } from "@/server/queue/queues";

/** The arguments of a job. `signal` aborts when the worker stops or the job is given to another one. */
export type JobRun<N extends QueueName> = { db: Db; data: JobData<N>; signal: AbortSignal };
