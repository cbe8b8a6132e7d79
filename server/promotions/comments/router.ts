import "server-only";
import { procedure, router } from "@/server/foundation/trpc";
import {
  comment,
  commentPage,
  createComment,
  listComments,
  listMentions,
  markedRead,
  mentionable as mentionableShape,
  mentionPage,
  ofPromotion,
  removeComment,
} from "./schema";
import { create, list, markRead, mentionable, mentions, remove } from "./service";

const tags = ["promotions"];

export const commentsRouter = router({
  list: procedure
    .meta({
      openapi: {
        method: "GET",
        path: "/promotions/{id}/comments",
        tags,
        summary: "The discussion of a promotion, newest first",
      },
    })
    .input(listComments)
    .output(commentPage)
    .query(({ ctx, input }) => list(ctx, input)),
  create: procedure
    .meta({
      openapi: {
        method: "POST",
        path: "/promotions/{id}/comments",
        tags,
        summary: "Comment on a promotion without deciding on it",
      },
    })
    .input(createComment)
    .output(comment)
    .mutation(({ ctx, input }) => create(ctx, input)),
  remove: procedure
    .meta({
      openapi: {
        method: "DELETE",
        path: "/promotions/{id}/comments/{comment}",
        tags,
        summary: "Delete one's own comment",
      },
    })
    .input(removeComment)
    .output(removeComment)
    .mutation(({ ctx, input }) => remove(ctx, input)),
  mentionable: procedure
    .input(ofPromotion)
    .output(mentionableShape)
    .query(({ ctx, input }) => mentionable(ctx, input)),
  mentions: procedure
    .meta({
      openapi: {
        method: "GET",
        path: "/mentions",
        tags,
        summary: "Comments that mention you, in promotions that you have not opened since",
      },
    })
    .input(listMentions)
    .output(mentionPage)
    .query(({ ctx, input }) => mentions(ctx, input)),
  markRead: procedure
    .input(ofPromotion)
    .output(markedRead)
    .mutation(({ ctx, input }) => markRead(ctx, input)),
});
