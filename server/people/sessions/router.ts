import "server-only";
import { z } from "zod";
import { procedure, router } from "@/server/foundation/trpc";
import { endedSessions, endSession, endSessions, listSessions, sessionPage } from "./schema";
import { end, endOthers, list } from "./service";

const tags = ["people"];

export const sessionsRouter = router({
  list: procedure
    .meta({ openapi: { method: "GET", path: "/sessions", tags, summary: "The browsers that are signed in" } })
    .input(listSessions)
    .output(sessionPage)
    .query(({ ctx, input }) => list(ctx, input)),
  end: procedure
    .meta({ openapi: { method: "DELETE", path: "/sessions/{id}", tags, summary: "Sign a browser out" } })
    .input(endSession)
    .output(z.void())
    .mutation(({ ctx, input }) => end(ctx, input)),
  endOthers: procedure
    .input(endSessions)
    .output(endedSessions)
    .mutation(({ ctx, input }) => endOthers(ctx, input)),
});
