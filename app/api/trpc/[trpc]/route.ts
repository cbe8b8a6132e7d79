import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { maxBatchSize } from "@/server/foundation/batch";
import { requestIdOf } from "@/server/foundation/request";
import { sessionCtx } from "@/server/http/auth";
import { withinLimit } from "@/server/http/rest/body";
import { problemResponse } from "@/server/http/rest/problem";
import { appRouter } from "@/server/router";

async function handler(req: Request): Promise<Response> {
  try {
    return await fetchRequestHandler({
      endpoint: "/api/trpc",
      req: await withinLimit(req),
      router: appRouter,
      maxBatchSize,
      createContext: () => sessionCtx(req.signal),
    });
  } catch (error) {
    return problemResponse(error, { path: new URL(req.url).pathname, requestId: requestIdOf(req.headers) });
  }
}

export { handler as GET, handler as POST };
