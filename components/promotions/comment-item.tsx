"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTRPC } from "@/components/shell/trpc";
import { Avatar } from "@/components/ui/avatar";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { cx } from "@/components/ui/cx";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Comment } from "@/server/promotions/comments/schema";
import { CommentText } from "./comment-text";

/** One comment. Who wrote it can delete it. The address of the page may lead to it: `#comment-42`. */
export function CommentItem({ comment, me }: { comment: Comment; me: string | undefined }) {
  const anchor = `comment-${comment.id}`;
  const item = useRef<HTMLLIElement>(null);
  const [sought, setSought] = useState(false);
  useEffect(() => {
    if (location.hash !== `#${anchor}`) return;
    setSought(true);
    item.current?.scrollIntoView({ block: "center" });
  }, [anchor]);
  return (
    <li
      ref={item}
      id={anchor}
      className={cx("grid grid-cols-[20px_1fr_auto] gap-x-2 px-3.5 py-2", sought && "bg-accent-soft")}
    >
      <Avatar name={comment.person.name} />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <CommentText comment={comment} me={me} />
        <p className="text-sub text-ink-3">
          <span className="text-ink-2">{comment.person.name}</span>
          {comment.person.id === me && <DeleteComment comment={comment} />}
        </p>
      </div>
      <TimeAgo at={comment.createdAt} ago={false} className="text-sub whitespace-nowrap text-ink-3" />
    </li>
  );
}

function DeleteComment({ comment }: { comment: Comment }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation(
    trpc.comments.remove.mutationOptions({
      onSettled: () =>
        Promise.all([
          client.invalidateQueries(trpc.comments.pathFilter()),
          client.invalidateQueries(trpc.audit.pathFilter()),
        ]),
    }),
  );
  return (
    <>
      {" · "}
      <button type="button" className="hover:text-ink hover:underline" onClick={() => setAsking(true)}>
        Delete
      </button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title="Delete this comment?"
        consequence="Nobody can read it any more. The record keeps that there was one."
        actionLabel="Delete comment"
        danger
        onConfirm={() => remove.mutateAsync({ id: comment.promotion, comment: comment.id })}
      />
    </>
  );
}
