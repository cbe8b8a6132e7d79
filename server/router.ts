import "server-only";
import { liveRouter } from "@/server/live/router";
import { createCallerFactory, router } from "@/server/trpc";

/** The one list of routers. */
export const appRouter = router({
  live: liveRouter,
});

export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
