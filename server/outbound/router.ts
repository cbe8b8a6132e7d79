import "server-only";
import { z } from "zod";
import { procedure, router } from "@/server/foundation/trpc";
import { closeRange, openRange, outboundRange, outboundRanges } from "./schema";
import { close, list, open } from "./service";

const tags = ["connections"];

export const outboundRouter = router({
  list: procedure
    .meta({
      openapi: {
        method: "GET",
        path: "/outbound-ranges",
        tags,
        summary: "The private addresses that connections may lead to",
      },
    })
    .output(outboundRanges)
    .query(({ ctx }) => list(ctx)),
  open: procedure
    .meta({
      openapi: { method: "POST", path: "/outbound-ranges", tags, summary: "Open a private range" },
    })
    .input(openRange)
    .output(outboundRange)
    .mutation(({ ctx, input }) => open(ctx, input)),
  close: procedure
    .meta({
      openapi: { method: "DELETE", path: "/outbound-ranges/{id}", tags, summary: "Close a range" },
    })
    .input(closeRange)
    .output(z.void())
    .mutation(({ ctx, input }) => close(ctx, input)),
});
