import "server-only";
import { procedure, router } from "@/server/foundation/trpc";
import { watchInput } from "./schema";
import { watch } from "./service";

export const liveRouter = router({
  changes: procedure.input(watchInput).subscription(({ ctx, input, signal }) => watch(ctx, input, signal)),
});
