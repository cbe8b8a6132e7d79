import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { sessionCtx } from "@/server/auth";
import { appRouter } from "@/server/router";

const handler = (req: Request) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req,
    router: appRouter,
    createContext: () => sessionCtx(req.signal),
  });

export { handler as GET, handler as POST };
