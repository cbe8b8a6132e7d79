import "server-only";

type Jobs = { stop(): Promise<void> };

/** On globalThis: server/cli/serve.ts, which stops the process, loads another copy of this module than the pages. */
const shared = globalThis as typeof globalThis & { terrapinJobs?: Promise<Jobs> };

/** Starts the background jobs of this process, unless they run already. */
export async function startProcessJobs(start: () => Promise<Jobs>): Promise<void> {
  shared.terrapinJobs ??= start();
  await shared.terrapinJobs;
}

/** Stops the background jobs of this process, if any. Running jobs get some seconds; then other workers retry them. */
export async function stopProcessJobs(): Promise<void> {
  const jobs = await shared.terrapinJobs;
  await jobs?.stop();
}
