import "server-only";
import { procedure, router } from "@/server/foundation/trpc";
import { find as findInput, findings } from "./schema";
import { find } from "./service";

export const searchRouter = router({
  find: procedure
    .input(findInput)
    .output(findings)
    .query(({ ctx, input }) => find(ctx, input)),
});
