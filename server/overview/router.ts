import "server-only";
import { procedure, router } from "@/server/foundation/trpc";
import {
  axisInput,
  axis as axisShape,
  needs as needsShape,
  overviewInput,
  worse as worseShape,
} from "./schema";
import { axis, needs, worse } from "./service";

export const overviewRouter = router({
  needs: procedure
    .input(overviewInput)
    .output(needsShape)
    .query(({ ctx, input }) => needs(ctx, input)),
  axis: procedure
    .input(axisInput)
    .output(axisShape)
    .query(({ ctx, input }) => axis(ctx, input)),
  worse: procedure
    .input(overviewInput)
    .output(worseShape)
    .query(({ ctx, input }) => worse(ctx, input)),
});
