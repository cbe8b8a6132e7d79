import type { ReactNode } from "react";
import { cx } from "./cx";
import { Link } from "./link";
import type { Tone } from "./tone";

const looks: Record<Tone, string> = {
  plain: "border-line bg-surface text-ink-2",
  ink: "border-ink bg-ink text-surface font-medium",
  ok: "border-transparent bg-ok-soft text-ok font-medium",
  bad: "border-transparent bg-bad-soft text-bad font-medium",
  wait: "border-transparent bg-wait-soft text-wait font-medium",
  run: "border-transparent bg-run-soft text-run font-medium",
  idle: "border-transparent bg-idle-soft text-ink-3",
};

/** A short framed text: a version, an alias or a state. `ink` marks the main one. */
export function Tag(props: {
  tone?: Tone;
  mono?: boolean;
  href?: string;
  title?: string;
  children: ReactNode;
}) {
  const { tone = "plain", mono, href, title, children } = props;
  const look = cx(
    "inline-flex h-5 max-w-full items-center gap-[5px] rounded-s border px-[7px] text-label whitespace-nowrap align-middle",
    looks[tone],
    mono && "mono",
    href && "hover:border-line-strong",
  );
  return href ? (
    <Link href={href} title={title} className={look}>
      {children}
    </Link>
  ) : (
    <span title={title} className={look}>
      {children}
    </span>
  );
}
