"use client";

import Link from "next/link";
import { type ReactNode, useEffect, useRef } from "react";
import { cx } from "@/components/ui/cx";
import { Dot } from "@/components/ui/dot";
import { SkeletonRows } from "@/components/ui/skeleton";
import { TimeAgo } from "@/components/ui/time-ago";
import type { FeedbackItem } from "@/server/feedback/schema";
import { about, toneOf } from "./words";

/** Items, newest first; more are asked for when the end comes in sight. */
export function FeedbackList(props: {
  items: FeedbackItem[];
  loading: boolean;
  /** Said in place of the list where it is empty. */
  empty: ReactNode;
  selected: string | null;
  hrefOf: (id: string) => string;
  onEnd?: () => unknown;
}) {
  const { items, loading, empty, selected, hrefOf, onEnd } = props;
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!onEnd || !end.current) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && onEnd());
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [onEnd]);

  if (loading) return <SkeletonRows rows={8} />;
  if (items.length === 0) return empty;
  return (
    <ol className="min-h-0 flex-1 overflow-auto">
      {items.map((item) => {
        const { tone, word } = toneOf(item);
        const here = item.id === selected;
        return (
          <li key={item.id} className="border-b border-line">
            <Link
              ref={here ? intoView : undefined}
              href={hrefOf(item.id)}
              replace
              scroll={false}
              aria-current={here ? "true" : undefined}
              className={cx(
                "grid grid-cols-[16px_1fr_auto] gap-x-2 gap-y-0.5 px-4 py-2.5 -outline-offset-2",
                here ? "bg-accent-soft" : "hover:bg-hover",
              )}
            >
              <span className="pt-[3px]">
                <Dot tone={tone} label={word} />
              </span>
              <span className="truncate font-medium" dir="auto">
                {item.title}
              </span>
              <span className="text-sub text-ink-3">
                <TimeAgo at={item.createdAt} ago={false} />
              </span>
              <span className="col-span-2 col-start-2 truncate text-sub text-ink-3">{about(item)}</span>
            </Link>
          </li>
        );
      })}
      <li ref={end} aria-hidden="true" className="h-px" />
    </ol>
  );
}

/** The item that was moved to by keyboard comes into sight. */
const intoView = (link: HTMLAnchorElement | null) => link?.scrollIntoView({ block: "nearest" });
