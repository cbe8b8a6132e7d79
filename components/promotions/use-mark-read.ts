"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "@/components/shell/trpc";
import type { Comment } from "@/server/promotions/comments/schema";

/**
 * Says that the reader has opened the promotion, so that a comment which names them waits for them no longer: at first,
 * and when such a comment arrives while the page is looked at. `more`: there are comments that were not read here.
 */
export function useMarkRead(
  promotion: string,
  { comments, more, me }: { comments: readonly Comment[]; more: boolean; me: string | undefined },
): void {
  const trpc = useTRPC();
  const { mutate } = useMutation(trpc.comments.markRead.mutationOptions());
  const naming = comments.find(({ mentions }) => mentions.some(({ id }) => id === me));
  const toRead = me === undefined ? null : (naming?.id ?? (more ? "earlier ones" : null));
  useEffect(() => {
    if (toRead !== null && document.visibilityState === "visible") mutate({ id: promotion });
  }, [mutate, toRead, promotion]);
}
