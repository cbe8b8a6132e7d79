import "server-only";
import { procedure, router } from "@/server/foundation/trpc";
import { listPolicies, policy, policyPage, putPolicy } from "./schema";
import { list, put } from "./service";

export const policiesRouter = router({
  list: procedure
    .meta({ openapi: { method: "GET", path: "/policies", tags: ["policies"], summary: "Policies in force" } })
    .input(listPolicies)
    .output(policyPage)
    .query(({ ctx, input }) => list(ctx, input)),
  put: procedure
    .meta({
      openapi: {
        method: "PUT",
        path: "/policies",
        tags: ["policies"],
        summary: "Put a policy in force for a model in an environment",
      },
    })
    .input(putPolicy)
    .output(policy)
    .mutation(({ ctx, input }) => put(ctx, input)),
});
