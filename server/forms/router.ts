import "server-only";
import { z } from "zod";
import { procedure, router } from "@/server/foundation/trpc";
import { changeForm, form, newForm, publicForm } from "./schema";
import { change, create, getPublic, list } from "./service";

export const formsRouter = router({
  list: procedure
    .meta({ openapi: { method: "GET", path: "/forms", tags: ["feedback"], summary: "Forms" } })
    .input(z.object({ project: z.string().max(60).optional() }))
    .output(z.object({ items: z.array(form), nextCursor: z.null() }))
    .query(async ({ ctx, input }) => ({ items: await list(ctx, input), nextCursor: null })),
  public: procedure
    .meta({
      openapi: {
        method: "GET",
        path: "/forms/{slug}",
        tags: ["feedback"],
        summary: "A form as a stranger sees it",
        protect: false,
      },
    })
    .input(z.object({ slug: z.string().max(60) }))
    .output(publicForm)
    .query(({ ctx, input }) => getPublic(ctx, input)),
  create: procedure
    .meta({ openapi: { method: "POST", path: "/forms", tags: ["feedback"], summary: "Publish a form" } })
    .input(newForm)
    .output(form)
    .mutation(({ ctx, input }) => create(ctx, input)),
  change: procedure
    .meta({
      openapi: {
        method: "PATCH",
        path: "/forms/{slug}",
        tags: ["feedback"],
        summary: "Change, close or open a form",
      },
    })
    .input(changeForm)
    .output(form)
    .mutation(({ ctx, input }) => change(ctx, input)),
});
