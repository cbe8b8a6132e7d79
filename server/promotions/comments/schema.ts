import { z } from "zod";
import { id, instant, pageInput, pageOf, slug } from "@/server/foundation/shapes";

const who = z.object({ id, name: z.string() });
const text = z.string().trim().min(1, "is empty").max(4000);

export const comment = z.object({
  id,
  promotion: id,
  person: who.describe("who wrote it"),
  text: z.string().describe("plain text; `<@42>` names person 42"),
  mentions: z.array(who).describe("the people whom the text names, under their names of today"),
  createdAt: instant,
});
export type Comment = z.infer<typeof comment>;

export const listComments = pageInput.extend({ id: id.describe("the promotion") });
export type ListComments = z.infer<typeof listComments>;
export const commentPage = pageOf(comment);

export const createComment = z.object({
  id: id.describe("the promotion"),
  text: text.describe("plain text; `<@42>` mentions person 42"),
});
export type CreateComment = z.infer<typeof createComment>;

export const removeComment = z.object({ id: id.describe("the promotion"), comment: id });
export type RemoveComment = z.infer<typeof removeComment>;

export const ofPromotion = z.object({ id: id.describe("the promotion") });

export const mentionable = z.object({
  items: z.array(z.object({ id, label: z.string().describe("what is written after the @") })),
});

export const listMentions = pageInput.extend({ project: z.string().max(60).optional() });
export type ListMentions = z.infer<typeof listMentions>;

/** A comment that names the reader, who has not opened its promotion since. */
export const mention = z.object({
  comment,
  promotion: z.object({
    id,
    project: slug,
    model: z.string(),
    version: z.string(),
    environment: z.string(),
  }),
});
export type Mention = z.infer<typeof mention>;
export const mentionPage = pageOf(mention);

export const markedRead = z.object({
  read: z.number().int().describe("how many mentions were unread before"),
});
