import "server-only";
import { z } from "zod";
import { procedure, router } from "@/server/foundation/trpc";
import { createdToken, createToken, listTokens, revokeToken, tokenPage } from "./schema";
import { create, list, revoke } from "./service";

const tags = ["people"];

export const tokensRouter = router({
  list: procedure
    .meta({ openapi: { method: "GET", path: "/tokens", tags, summary: "Your own tokens" } })
    .input(listTokens)
    .output(tokenPage)
    .query(({ ctx, input }) => list(ctx, input)),
  create: procedure
    .meta({ openapi: { method: "POST", path: "/tokens", tags, summary: "Make a token, shown once" } })
    .input(createToken)
    .output(createdToken)
    .mutation(({ ctx, input }) => create(ctx, input)),
  revoke: procedure
    .meta({ openapi: { method: "DELETE", path: "/tokens/{id}", tags, summary: "End a token" } })
    .input(revokeToken)
    .output(z.void())
    .mutation(({ ctx, input }) => revoke(ctx, input)),
});
