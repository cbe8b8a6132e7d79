/**
 * Runs once when a server process starts. Background work runs inside the web process unless
 * `TERRAPIN_JOBS=off`, where `npm run worker` does it in a process of its own.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { measureEventLoop } = await import("./server/health/event-loop");
  measureEventLoop();
  if (process.env.TERRAPIN_JOBS === "off") return;
  const { startServerJobs } = await import("@/server/worker/in-server");
  await startServerJobs();
}
