import "server-only";
import { procedure, router } from "@/server/foundation/trpc";
import {
  connection,
  connectionId,
  connectionPage,
  createConnection,
  listConnections,
  removed,
  syncRequested,
  testResult,
  tryConnection,
  updateConnection,
} from "./schema";
import { create, get, list, pause, remove, resume, syncNow, test, tryOut, update } from "./service";

const tags = ["connections"];

export const connectionsRouter = router({
  list: procedure
    .meta({ openapi: { method: "GET", path: "/connections", tags, summary: "Connections and their state" } })
    .input(listConnections)
    .output(connectionPage)
    .query(({ ctx, input }) => list(ctx, input)),
  get: procedure
    .meta({ openapi: { method: "GET", path: "/connections/{id}", tags, summary: "One connection" } })
    .input(connectionId)
    .output(connection)
    .query(({ ctx, input }) => get(ctx, input)),
  create: procedure
    .meta({ openapi: { method: "POST", path: "/connections", tags, summary: "Connect a system" } })
    .input(createConnection)
    .output(connection)
    .mutation(({ ctx, input }) => create(ctx, input)),
  update: procedure
    .meta({ openapi: { method: "PATCH", path: "/connections/{id}", tags, summary: "Change a connection" } })
    .input(updateConnection)
    .output(connection)
    .mutation(({ ctx, input }) => update(ctx, input)),
  remove: procedure
    .meta({
      openapi: {
        method: "DELETE",
        path: "/connections/{id}",
        tags,
        summary: "Remove a connection with what was read through it",
      },
    })
    .input(connectionId)
    .output(removed)
    .mutation(({ ctx, input }) => remove(ctx, input)),
  test: procedure
    .meta({
      openapi: {
        method: "POST",
        path: "/connections/{id}/test",
        tags,
        summary: "Ask the system what can be read there",
      },
    })
    .input(connectionId)
    .output(testResult)
    .mutation(({ ctx, input }) => test(ctx, input)),
  tryOut: procedure
    .input(tryConnection)
    .output(testResult)
    .mutation(({ ctx, input }) => tryOut(ctx, input)),
  sync: procedure
    .meta({ openapi: { method: "POST", path: "/connections/{id}/sync", tags, summary: "Read it now" } })
    .input(connectionId)
    .output(syncRequested)
    .mutation(({ ctx, input }) => syncNow(ctx, input)),
  pause: procedure
    .input(connectionId)
    .output(connection)
    .mutation(({ ctx, input }) => pause(ctx, input)),
  resume: procedure
    .input(connectionId)
    .output(connection)
    .mutation(({ ctx, input }) => resume(ctx, input)),
});
