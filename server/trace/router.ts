import "server-only";
import { procedure, router } from "@/server/foundation/trpc";
import { traceInput, traceOutput } from "./schema";
import { of } from "./service";

export const traceRouter = router({
  of: procedure
    .meta({
      openapi: { method: "GET", path: "/trace", tags: ["trace"], summary: "The chain around an object" },
    })
    .input(traceInput)
    .output(traceOutput)
    .query(({ ctx, input }) => of(ctx, input)),
});
