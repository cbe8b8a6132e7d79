"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { mentionsQuery } from "@/components/promotions/queries";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { useRights } from "@/components/shell/use-rights";
import { buttonClass } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { formatCount } from "@/components/ui/format";
import { formatAge } from "@/components/ui/format-time";
import { Skeleton } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import { useClockText } from "@/components/ui/use-clock";
import { visibleText } from "@/components/ui/visible-text";
import type { Needs as Facts } from "@/server/overview/schema";
import type { Mention } from "@/server/promotions/comments/schema";
import { needsQuery, waitingQuery } from "./queries";

/**
 * What waits for the reader and who mentioned them, what failed, which connection is behind. Quiet when there is nothing;
 * a mention takes the place of the quiet card about promotions.
 */
export function Needs({ project }: { project?: string }) {
  const trpc = useTRPC();
  const waiting = useQuery(waitingQuery(trpc, project));
  const needs = useQuery(needsQuery(trpc, project));
  const mentions = useQuery(mentionsQuery(trpc, project)).data?.items ?? [];
  const failed = waiting.error ?? needs.error;
  if (failed) return <ErrorState {...errorText(failed)} inline onRetry={() => needs.refetch()} />;
  if (!waiting.data || !needs.data) return <Skeleton className="mb-4 h-[66px]" />;
  const [first] = waiting.data.items;
  const [mention] = mentions;
  return (
    <section
      aria-label="What needs you"
      className={cx("mb-4 grid gap-3", first && mention ? "md:grid-cols-2 xl:grid-cols-4" : "md:grid-cols-3")}
    >
      {(first || !mention) && (
        <Waiting
          count={waiting.data.items.length}
          more={waiting.data.nextCursor !== null}
          first={first}
          project={project}
        />
      )}
      {mention && <Mentioned first={mention} count={mentions.length} project={project} />}
      <Failed failed={needs.data.failed} project={project} />
      <Behind connections={needs.data.connections} project={project} />
    </section>
  );
}

function Card(props: {
  href: string;
  title: ReactNode;
  sub: ReactNode;
  action: string;
  variant?: "primary" | "default" | "ghost";
  tone?: "bad" | "wait" | "quiet";
}) {
  const { href, title, sub, action, variant = "default", tone } = props;
  return (
    <Link
      href={href}
      className="@container grid min-w-0 grid-cols-[1fr_auto] items-center gap-x-3 gap-y-px rounded-panel border border-line bg-surface px-3.5 py-3 hover:border-line-strong"
    >
      <b
        className={cx(
          "truncate font-semibold",
          tone === "bad" && "text-bad",
          tone === "wait" && "text-wait",
          tone === "quiet" && "font-medium text-ink-2",
        )}
      >
        {title}
      </b>
      <span
        className={cx(
          buttonClass({ variant }),
          "col-start-2 row-span-2 row-start-1",
          // The whole card is the link: where it is narrow, the words of a quiet one take the place.
          variant === "ghost" && "@max-[19rem]:hidden",
        )}
      >
        {action}
      </span>
      <span className="truncate text-sub text-ink-3">{sub}</span>
    </Link>
  );
}

type First = { id: string; model: string; version: string; environment: string; createdAt: string };

function Waiting({
  count,
  more,
  first,
  project,
}: {
  count: number;
  more: boolean;
  first?: First;
  project?: string;
}) {
  if (!first) {
    return (
      <Card
        href={paths.promotions({ project })}
        title="No promotion waits for you"
        sub="requests for your approval stand here"
        action="Promotions"
        variant="ghost"
        tone="quiet"
      />
    );
  }
  const title =
    count === 1 ? "1 promotion waits for you" : `${count}${more ? "+" : ""} promotions wait for you`;
  return (
    <Card
      href={count === 1 ? paths.promotion(first.id) : paths.promotions({ project })}
      title={title}
      sub={
        <>
          {visibleText(first.model)} v{first.version} → {first.environment}, asked{" "}
          <TimeAgo at={first.createdAt} />
        </>
      }
      action="Review"
      variant="primary"
    />
  );
}

function Mentioned({ first, count, project }: { first: Mention; count: number; project?: string }) {
  const { comment, promotion } = first;
  return (
    <Card
      href={
        count === 1 ? paths.promotion(promotion.id, { comment: comment.id }) : paths.promotions({ project })
      }
      title={count === 1 ? `${comment.person.name} mentioned you` : `${count} comments mention you`}
      sub={
        <>
          on {visibleText(promotion.model)} v{promotion.version} → {promotion.environment},{" "}
          <TimeAgo at={comment.createdAt} />
        </>
      }
      action="Read"
      tone="wait"
    />
  );
}

function Failed({ failed, project }: { failed: Facts["failed"]; project?: string }) {
  const { first, count, read, ran } = failed;
  const connects = useRights().projectsWith("connections.manage", project).length > 0;
  if (read === 0) {
    return (
      <Card
        href={connects ? paths.newConnection({ project }) : paths.connections({ project })}
        title="No pipeline is read yet"
        sub={connects ? "connect a CI system to see what fails" : "a maintainer connects a CI system"}
        action={connects ? "Connect" : "Connections"}
        variant={connects ? "default" : "ghost"}
        tone="quiet"
      />
    );
  }
  if (ran === 0) {
    return (
      <Card
        href={paths.runs({ project })}
        title="No pipeline ran in the last 14 days"
        sub={read === 1 ? "1 pipeline is known" : `${formatCount(read)} pipelines are known`}
        action="Runs"
        variant="ghost"
        tone="quiet"
      />
    );
  }
  if (!first) {
    return (
      <Card
        href={paths.runs({ project })}
        title="No pipeline is failing"
        sub={`${ran === 1 ? "1 pipeline" : `${formatCount(ran)} pipelines`} ran in the last 14 days`}
        action="Runs"
        variant="ghost"
        tone="quiet"
      />
    );
  }
  const alone = count === 1;
  return (
    <Card
      href={
        alone
          ? paths.run(first.id)
          : paths.runs({ project, kind: "code,data,deploy", status: "failed", latest: "true", range: "14d" })
      }
      title={alone ? `${first.name} failed` : `${first.name} and ${count - 1} more failed`}
      sub={
        <>
          {first.job ? `in ${first.job}` : "its latest run"} · <TimeAgo at={first.at} />
        </>
      }
      action={alone ? "Open run" : "Open runs"}
      tone="bad"
    />
  );
}

function Behind({ connections, project }: { connections: Facts["connections"]; project?: string }) {
  const { first, troubled, unread } = connections;
  const readAt = first?.lastSyncAt ? Date.parse(first.lastSyncAt) : null;
  const age = useClockText((now) => (readAt === null ? "" : formatAge(now - readAt)), "");
  if (!first && unread > 0) {
    return (
      <Card
        href={paths.connections({ project })}
        title={`First reading of ${unread === 1 ? "1 connection" : `${formatCount(unread)} connections`}`}
        sub="not all of it is here yet"
        action="Connections"
        variant="ghost"
        tone="quiet"
      />
    );
  }
  if (!first) {
    return (
      <Card
        href={paths.connections({ project })}
        title="Every connection is up to date"
        sub="what you see is what they hold"
        action="Connections"
        variant="ghost"
        tone="quiet"
      />
    );
  }
  return (
    <Card
      href={paths.connection(first.id)}
      title={
        readAt === null
          ? `${first.name} was never read`
          : `${first.name} is ${age} behind${troubled > 1 ? `, ${troubled - 1} more` : ""}`
      }
      sub={first.why ?? "the last sync failed"}
      action="Details"
      variant="ghost"
      tone="wait"
    />
  );
}
