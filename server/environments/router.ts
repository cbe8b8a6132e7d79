import "server-only";
import { procedure, router } from "@/server/foundation/trpc";
import { environment, environmentPage, listEnvironments, putEnvironment, removeEnvironment } from "./schema";
import { list, put, remove } from "./service";

export const environmentsRouter = router({
  list: procedure
    .meta({
      openapi: { method: "GET", path: "/environments", tags: ["environments"], summary: "Environments" },
    })
    .input(listEnvironments)
    .output(environmentPage)
    .query(({ ctx, input }) => list(ctx, input)),
  put: procedure
    .meta({
      openapi: {
        method: "PUT",
        path: "/environments",
        tags: ["environments"],
        summary: "Make an environment, or change the one of this name",
      },
    })
    .input(putEnvironment)
    .output(environment)
    .mutation(({ ctx, input }) => put(ctx, input)),
  remove: procedure
    .input(removeEnvironment)
    .output(removeEnvironment)
    .mutation(({ ctx, input }) => remove(ctx, input)),
});
