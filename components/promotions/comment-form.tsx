"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/shell/trpc";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { SuggestTextarea } from "@/components/ui/suggest-textarea";
import { roleHas } from "@/server/access/rights";
import { mentionAt, suggest, withTokens } from "@/server/promotions/comments/mentions";
import type { PromotionDetail } from "@/server/promotions/schema";
import { mentionableQuery } from "./queries";

/** Writes a comment. Typing @ offers the people who can see the promotion. */
export function CommentForm({ promotion }: { promotion: PromotionDetail }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [asked, setAsked] = useState(false);
  const people = useQuery({ ...mentionableQuery(trpc, promotion.id), enabled: asked }).data?.items ?? [];
  const create = useMutation(
    trpc.comments.create.mutationOptions({
      async onSuccess() {
        await Promise.all([
          client.invalidateQueries(trpc.comments.list.pathFilter()),
          client.invalidateQueries(trpc.audit.pathFilter()),
        ]);
        setText("");
      },
    }),
  );
  const { role } = promotion.you;
  const refused = roleHas(role, "promotions.comment")
    ? null
    : `Commenting takes a contributor; you are ${role} here.`;
  const missing = text.trim() ? null : "Write a comment first.";
  const send = () => {
    if (refused ?? missing ?? create.isPending) return;
    create.mutate({ id: promotion.id, text: withTokens(text, people) });
  };
  return (
    <form
      className="grid gap-2 px-3.5 py-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <SuggestTextarea
        rows={2}
        aria-label="Add to the discussion"
        placeholder={refused ?? "Write to everybody here, or @ somebody"}
        readOnly={refused !== null}
        maxLength={4000}
        value={text}
        onChange={setText}
        onFocus={() => setAsked(true)}
        onKeyDown={(event) => event.key === "Enter" && (event.metaKey || event.ctrlKey) && send()}
        complete={(written, caret) => {
          const mention = mentionAt(written, caret);
          if (!mention) return null;
          const choices = suggest(people, mention.query).map(({ label }) => `@${label}`);
          return { from: mention.from, choices };
        }}
      />
      {create.isError && <ErrorState inline {...errorText(create.error)} />}
      <Button
        type="submit"
        className="justify-self-start"
        busy={create.isPending}
        disabledReason={refused ?? missing}
      >
        Comment
      </Button>
    </form>
  );
}
