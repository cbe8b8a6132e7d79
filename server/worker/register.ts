import "server-only";
import type { PgBoss } from "pg-boss";
import type { Db } from "@/server/foundation/db/open";
import { inRequest } from "@/server/foundation/request-context";
import { type JobData, type QueueName, queues } from "@/server/queue/queues";
import { startBoss } from "./boss";
import { executeJob } from "./execute";
import { expireJob } from "./expire";
import type { JobRun } from "./job-run";
import { sendSyncsWhenDue, syncJob } from "./sync";

type Handler<N extends QueueName> = (run: JobRun<N>) => Promise<void>;

/** The polling interval when a NOTIFY was missed; also how soon a retry starts. */
const pollSeconds = 2;

async function work<N extends QueueName>(boss: PgBoss, db: Db, name: N, at: number, handler: Handler<N>) {
  await boss.work<JobData<N>>(
    name,
    { localConcurrency: at, pollingIntervalSeconds: pollSeconds, notifyPollingIntervalSeconds: pollSeconds },
    async (jobs) => {
      for (const job of jobs) {
        const data = queues[name].data.parse(job.data) as JobData<N>;
        await inRequest({ requestId: job.id, job: name }, () => handler({ db, data, signal: job.signal }));
      }
    },
  );
}

/** Registers every job. Called by the server itself, or by `npm run worker`. */
export async function startJobs(db: Db, url: string): Promise<{ stop: () => Promise<void> }> {
  const boss = await startBoss(url);
  const stopping = new AbortController();
  // A sync may take long and resumes from its last page: a stop aborts it.
  await work(boss, db, "sync", 2, ({ signal, ...run }) =>
    syncJob({ ...run, signal: AbortSignal.any([signal, stopping.signal]) }),
  );
  await work(boss, db, "execute", 2, executeJob);
  await work(boss, db, "expire", 1, expireJob);
  await boss.schedule("expire", "* * * * *", {});
  const due = sendSyncsWhenDue(db);
  return {
    async stop() {
      stopping.abort(new Error("the worker stops"));
      await due.stop();
      await boss.stop({ graceful: true, timeout: 10_000 });
    },
  };
}
