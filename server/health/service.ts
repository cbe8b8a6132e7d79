import "server-only";
import { lagSecondsOf, statusOf } from "@/server/connections/health";
import type { OpenDb } from "@/server/foundation/db/open";
import { log } from "@/server/foundation/log";
import { takeEventLoopLag } from "./event-loop";
import { type Family, prometheusText } from "./prometheus";
import { countJobs, countRuns, listConnections, secondsSinceJobsRan } from "./store";

/** Workers supervise the queues each second; pg-boss itself may pause for a while in between. */
const JOBS_ALIVE_SECONDS = 30;
const TIMEOUT_MS = 3_000;

export type Readiness = {
  ready: boolean;
  database: { ok: boolean; error?: string };
  jobs: {
    ok: boolean;
    secondsSinceLastLook: number | null;
    waiting: number;
    running: number;
    failed: number;
  };
  /** counts of connections by status; a failing one does not make the process unready */
  connections: Record<string, number>;
};

/** Whether this process is ready: its database answers, and a worker runs the jobs. */
export async function readiness({ db }: Pick<OpenDb, "db">, nowMs: number): Promise<Readiness> {
  try {
    const [jobs, seconds, connections] = await within(
      Promise.all([countJobs(db), secondsSinceJobsRan(db), listConnections(db)]),
    );
    const sum = (...states: string[]) =>
      jobs.reduce((total, { state, count }) => total + (states.includes(state) ? count : 0), 0);
    const jobsRun = seconds !== null && seconds < JOBS_ALIVE_SECONDS;
    return {
      ready: jobsRun,
      database: { ok: true },
      jobs: {
        ok: jobsRun,
        secondsSinceLastLook: seconds === null ? null : Math.floor(seconds),
        waiting: sum("created", "retry"),
        running: sum("active"),
        failed: sum("failed"),
      },
      connections: tally(connections.map((connection) => statusOf(connection, nowMs))),
    };
  } catch (error) {
    const jobs = { ok: false, secondsSinceLastLook: null, waiting: 0, running: 0, failed: 0 };
    return { ready: false, database: { ok: false, error: reason(error) }, jobs, connections: {} };
  }
}

/** Metrics in Prometheus's text format; those of the database are left out while it does not answer. */
export async function metricsText({ db, pool }: Pick<OpenDb, "db" | "pool">, nowMs: number): Promise<string> {
  const families = [...processFamilies(), ...poolFamilies(pool)];
  try {
    const queries = Promise.all([countJobs(db), countRuns(db), listConnections(db)]);
    const [jobs, runs, connections] = await within(queries);
    families.push(
      gauge("terrapin_database_up", "Whether the database answers.", [{ value: 1 }]),
      gauge("terrapin_jobs", "Background jobs by queue and state.", jobs.map(counted)),
      gauge("terrapin_runs", "Runs by kind and status.", runs.map(counted)),
      gauge(
        "terrapin_connection_status",
        "1 for the status a connection has.",
        connections.map((one) => ({ labels: { ...labelsOf(one), status: statusOf(one, nowMs) }, value: 1 })),
      ),
      gauge(
        "terrapin_connection_lag_seconds",
        "Seconds since the start of the last complete sync of a connection.",
        connections.flatMap((one) => {
          const lag = lagSecondsOf(one.lastSyncAt, nowMs);
          return lag === null ? [] : [{ labels: labelsOf(one), value: lag }];
        }),
      ),
    );
  } catch (error) {
    log.warn({ error }, "The database does not answer");
    families.push(gauge("terrapin_database_up", "Whether the database answers.", [{ value: 0 }]));
  }
  return prometheusText(families);
}

function processFamilies(): Family[] {
  const memory = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const lag = takeEventLoopLag();
  const one = (value: number) => [{ value }];
  return [
    gauge("process_resident_memory_bytes", "Resident memory of the process.", one(memory.rss)),
    gauge("nodejs_heap_size_used_bytes", "JavaScript heap in use.", one(memory.heapUsed)),
    gauge("nodejs_external_memory_bytes", "Memory of buffers and native parts.", one(memory.external)),
    {
      name: "process_cpu_seconds_total",
      type: "counter",
      help: "Processor time used.",
      samples: one((user + system) / 1e6),
    },
    gauge(
      "process_start_time_seconds",
      "When the process started, in seconds since 1970.",
      one(Math.round(Date.now() / 1000 - process.uptime())),
    ),
    gauge(
      "nodejs_eventloop_lag_seconds",
      "Delay of timers since the metric was last read.",
      lag ? Object.entries(lag).map(([stat, value]) => ({ labels: { stat }, value })) : [],
    ),
  ];
}

function poolFamilies({ totalCount, idleCount, waitingCount }: OpenDb["pool"]): Family[] {
  const states = { idle: idleCount, busy: totalCount - idleCount };
  const samples = Object.entries(states).map(([state, value]) => ({ labels: { state }, value }));
  const help = "Requests that wait for a database connection.";
  return [
    gauge("terrapin_database_pool_connections", "Connections to the database.", samples),
    gauge("terrapin_database_pool_waiting", help, [{ value: waitingCount }]),
  ];
}

const gauge = (name: string, help: string, samples: Family["samples"]): Family => ({
  name,
  type: "gauge",
  help,
  samples,
});
const counted = <T extends { count: number }>({ count, ...labels }: T) => ({ labels, value: count });
const labelsOf = ({ id, vendor }: { id: string; vendor: string }) => ({ connection: id, vendor });

function tally(words: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** Fails after a timeout: a database that hangs counts as one that does not answer. */
async function within<T>(answer: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
  try {
    return await Promise.race([answer, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
