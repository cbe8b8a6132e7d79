import "server-only";
import { z } from "zod";
import { histogram, id } from "@/server/foundation/shapes";
import { procedure, router } from "@/server/foundation/trpc";
import {
  countFeedback,
  feedbackCounts,
  feedbackDetail,
  feedbackHistogram,
  feedbackItem,
  feedbackPage,
  listFeedback,
  submitItem,
  submitted,
  triage,
} from "./schema";
import { counts, get, histogramOf, list, submit, update } from "./service";

export const feedbackRouter = router({
  submit: procedure
    .meta({
      openapi: {
        method: "POST",
        path: "/forms/{slug}/items",
        tags: ["feedback"],
        summary: "Send a report; no token needed",
        protect: false,
      },
    })
    .input(submitItem)
    .output(submitted)
    .mutation(({ ctx, input }) => submit(ctx, input, "api")),
  fillIn: procedure
    .input(submitItem)
    .output(submitted)
    .mutation(({ ctx, input }) => submit(ctx, input, "form")),
  list: procedure
    .meta({
      openapi: { method: "GET", path: "/feedback", tags: ["feedback"], summary: "Feedback, newest first" },
    })
    .input(listFeedback)
    .output(feedbackPage)
    .query(({ ctx, input }) => list(ctx, input)),
  counts: procedure
    .input(countFeedback)
    .output(feedbackCounts)
    .query(({ ctx, input }) => counts(ctx, input)),
  histogram: procedure
    .input(feedbackHistogram)
    .output(histogram)
    .query(({ ctx, input }) => histogramOf(ctx, input)),
  get: procedure
    .meta({ openapi: { method: "GET", path: "/feedback/{id}", tags: ["feedback"], summary: "One item" } })
    .input(z.object({ id }))
    .output(feedbackDetail)
    .query(({ ctx, input }) => get(ctx, input)),
  update: procedure
    .meta({
      openapi: { method: "PATCH", path: "/feedback/{id}", tags: ["feedback"], summary: "Triage an item" },
    })
    .input(triage)
    .output(feedbackItem)
    .mutation(({ ctx, input }) => update(ctx, input)),
});
