import "server-only";
import { procedure, router } from "@/server/foundation/trpc";
import { shellFacts } from "./schema";
import { data } from "./service";

export const shellRouter = router({
  data: procedure.output(shellFacts).query(({ ctx }) => data(ctx)),
});
