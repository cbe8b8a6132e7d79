import type { Instrumentation } from "next";

/**
 * Runs once when a server process starts. Background work runs inside the web process unless
 * `TERRAPIN_JOBS=off`, where `npm run worker` does it in a process of its own.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { measureEventLoop } = await import("./server/health/event-loop");
  measureEventLoop();
  const { startListening } = await import("./server/events/listener");
  startListening();
  if (process.env.TERRAPIN_JOBS === "off") return;
  const { startServerJobs } = await import("@/server/worker/in-server");
  await startServerJobs();
}

/** What a page threw while it was made. Next.js prints nothing of it itself in production (`quiet`). */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { log } = await import("./server/foundation/log");
  log.error(
    { error, path: request.path.split("?", 1)[0], route: context.routePath },
    "A page could not be made",
  );
};
