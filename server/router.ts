import "server-only";
import { auditRouter } from "@/server/audit/router";
import { liveRouter } from "@/server/live/router";
import { createCallerFactory, router } from "@/server/trpc";

/** The one list of routers. */
export const appRouter = router({
  audit: auditRouter,
  live: liveRouter,
});

export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
