import "server-only";
import { procedure, router } from "@/server/foundation/trpc";
import { watch } from "./service";

export const liveRouter = router({
  changes: procedure.subscription(({ ctx, signal }) => watch(ctx, signal)),
});
