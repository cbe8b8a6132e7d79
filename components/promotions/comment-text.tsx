import { Fragment } from "react";
import { cx } from "@/components/ui/cx";
import { partsOf } from "@/server/promotions/comments/mentions";
import type { Comment } from "@/server/promotions/comments/schema";

/** A comment as its reader sees it: plain text, with people by their names of today and addresses as links. */
export function CommentText({ comment, me }: { comment: Comment; me: string | undefined }) {
  const names = new Map(comment.mentions.map(({ id, name }) => [id, name]));
  const parts = partsOf(comment.text).map((part, index) => ({ ...part, key: index }));
  return (
    <p dir="auto" className="whitespace-pre-wrap">
      {parts.map((part) => {
        if (part.kind === "text") return <Fragment key={part.key}>{part.text}</Fragment>;
        if (part.kind === "mention") {
          return (
            <span
              key={part.key}
              className={cx("font-medium text-accent", part.id === me && "rounded-s bg-accent-soft px-0.5")}
            >
              @{names.get(part.id) ?? "somebody"}
            </span>
          );
        }
        return (
          <a
            key={part.key}
            href={part.url}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="text-accent underline"
          >
            {part.url}
          </a>
        );
      })}
    </p>
  );
}
