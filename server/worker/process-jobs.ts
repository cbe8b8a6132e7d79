import "server-only";

type Jobs = { stop(): Promise<void> };

/** On globalThis: whoever stops the process (server/cli/serve.ts) has another copy of this module than the pages. */
const held = globalThis as typeof globalThis & { terrapinJobs?: Promise<Jobs> };

/** Starts the background work of this process, unless it runs already. */
export async function holdJobs(start: () => Promise<Jobs>): Promise<void> {
  held.terrapinJobs ??= start();
  await held.terrapinJobs;
}

/** Ends the background work of this process, if there is any. Running jobs get a moment; then others take them up. */
export async function stopHeldJobs(): Promise<void> {
  const jobs = await held.terrapinJobs;
  await jobs?.stop();
}
