"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/components/shell/trpc";
import { useRights } from "@/components/shell/use-rights";
import { Trace } from "@/components/trace/trace";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { StateIcon } from "@/components/ui/state-icon";
import { TimeAgo } from "@/components/ui/time-ago";
import { toast } from "@/components/ui/toast";
import { useHotkeys } from "@/components/ui/use-hotkeys";
import { visibleText } from "@/components/ui/visible-text";
import { corrects } from "@/server/feedback/complaint";
import type { FeedbackDetail as Detail, FeedbackStatus } from "@/server/feedback/schema";
import { FeedbackCare } from "./feedback-care";
import { itemQuery } from "./queries";
import { statuses } from "./words";

/** One report: what was said, what it was said about, and what becomes of it. */
export function FeedbackDetail(props: { id: string; backHref: string; onDecided: () => void }) {
  const trpc = useTRPC();
  const item = useQuery(itemQuery(trpc, props.id));
  if (item.isError) return <ErrorState {...errorText(item.error)} onRetry={item.refetch} />;
  if (!item.data) return <Skeleton className="m-7 h-40" />;
  return <Item item={item.data} {...props} />;
}

function Item({ item, backHref, onDecided }: { item: Detail; backHref: string; onDecided: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const refused = useRights().whyNot("feedback.triage", item.project);
  const refresh = () => client.invalidateQueries({ queryKey: trpc.feedback.pathKey() });
  const update = useMutation(
    trpc.feedback.update.mutationOptions({
      onSettled: refresh,
      onError: (error) => toast({ text: errorText(error).what, tone: "bad" }),
    }),
  );
  const decide = (status: FeedbackStatus) => {
    const before = item.status;
    if (refused || status === before || update.isPending) return;
    update.mutate(
      { id: item.id, status },
      {
        onSuccess: () => {
          const said = statuses.find((s) => s.status === status)?.done;
          toast({
            text: `“${item.title}” ${said}`,
            action: { label: "Undo", run: () => update.mutate({ id: item.id, status: before }) },
          });
          onDecided();
        },
      },
    );
  };
  useHotkeys([
    { keys: "c", label: "Confirm", run: () => decide("confirmed") },
    { keys: "d", label: "Decline", run: () => decide("declined") },
    { keys: "f", label: "Mark fixed", run: () => decide("fixed") },
  ]);
  const now = statuses.find((s) => s.status === item.status);
  return (
    <div className="px-4 py-5 md:px-7">
      <Link href={backHref} className="mb-3 inline-block text-accent md:hidden">
        ‹ All feedback
      </Link>
      <PageHead
        title={<span dir="auto">{item.title}</span>}
        sub={
          <>
            through “{item.form.title}” <TimeAgo at={item.createdAt} />
            {item.source === "api" && " · sent by an application"}
            {item.status !== "new" && ` · ${now?.title.toLowerCase()}`}
          </>
        }
        actions={
          <>
            {item.status !== "declined" && (
              <Button
                hotkey="D"
                busy={update.isPending}
                disabledReason={refused}
                onClick={() => decide("declined")}
              >
                Decline
              </Button>
            )}
            {item.status === "confirmed" ? (
              <Button
                variant="primary"
                hotkey="F"
                busy={update.isPending}
                disabledReason={refused}
                onClick={() => decide("fixed")}
              >
                Mark fixed
              </Button>
            ) : item.status === "new" ? (
              <Button
                variant="primary"
                hotkey="C"
                busy={update.isPending}
                disabledReason={refused}
                onClick={() => decide("confirmed")}
              >
                Confirm
              </Button>
            ) : (
              <Button busy={update.isPending} disabledReason={refused} onClick={() => decide("new")}>
                Back to new
              </Button>
            )}
          </>
        }
      />
      <Trace subject={`feedback:${item.id}`} />
      <Said item={item} />
      <FeedbackCare
        item={item}
        refused={refused}
        onChange={(change) => update.mutate({ id: item.id, ...change })}
      />
    </div>
  );
}

function Said({ item }: { item: Detail }) {
  const written = item.questions.filter((q) => q.kind === "text" && item.answers[q.key] !== undefined);
  const given = item.questions.filter(
    (q) => q.kind !== "text" && q.kind !== "label" && item.answers[q.key] !== undefined,
  );
  return (
    <Panel className="mb-4">
      <div className="px-4 py-3.5">
        {written.map((q) => (
          <p key={q.key} className="mb-3 whitespace-pre-wrap break-words" dir="auto">
            {item.answers[q.key]}
          </p>
        ))}
        {(item.predictedLabel ?? item.correctedLabel) !== null && <Correction item={item} />}
        <dl className="grid grid-cols-[120px_1fr] gap-y-1.5">
          {given.map((q) => (
            <Answer
              key={q.key}
              label={q.label}
              kind={q.kind}
              value={String(item.answers[q.key])}
              max={item.ratingMax}
            />
          ))}
          <dt className="text-ink-3">Served then</dt>
          <dd>
            {item.version ? (
              `${visibleText(item.model)} v${item.version} in ${item.environment}`
            ) : (
              <StateIcon shape="idle" word={`nothing in ${item.environment}`} />
            )}
          </dd>
        </dl>
      </div>
    </Panel>
  );
}

/** What the model had said beside what it should have said. */
function Correction({ item }: { item: Detail }) {
  const { predictedLabel, correctedLabel } = item;
  const wrong = corrects(item);
  return (
    <dl className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
      <div className="min-w-28 rounded-m border border-line px-3 py-1.5">
        <dt className="text-sub text-ink-3">The model said</dt>
        <dd dir="auto" className={wrong ? "font-medium text-bad line-through" : "font-medium"}>
          {predictedLabel ?? <span className="font-normal text-ink-3">not sent with the report</span>}
        </dd>
      </div>
      {correctedLabel !== null && (
        <>
          <span aria-hidden="true" className="text-ink-3">
            {wrong ? "→" : predictedLabel === null ? "·" : "="}
          </span>
          <div className="min-w-28 rounded-m border border-line px-3 py-1.5">
            <dt className="text-sub text-ink-3">{item.questions.find((q) => q.kind === "label")?.label}</dt>
            <dd dir="auto" className="font-medium">
              {correctedLabel}
            </dd>
          </div>
        </>
      )}
    </dl>
  );
}

function Answer({
  label,
  kind,
  value,
  max,
}: {
  label: string;
  kind: string;
  value: string;
  max: number | null;
}) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className={kind === "prediction" ? "mono" : undefined} dir="auto">
        {kind === "rating" && max ? `${value} of ${max}` : value}
      </dd>
    </>
  );
}
