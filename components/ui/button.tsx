"use client";
import type { ComponentProps, MouseEvent, ReactNode } from "react";
import { cx } from "./cx";
import { Kbd } from "./kbd";
import { Link } from "./link";
import { Tooltip } from "./tooltip";

export type ButtonLook = {
  variant?: "primary" | "default" | "ghost" | "danger";
  /** `l` is 44 pixels high, for thumbs. */
  size?: "s" | "m" | "l";
};

const variants = {
  primary: "border-ink bg-ink text-surface enabled-hover:bg-ink-2",
  default: "border-line-strong bg-surface text-ink enabled-hover:bg-hover",
  ghost: "border-transparent text-ink-2 enabled-hover:bg-hover enabled-hover:text-ink",
  danger: "border-line-strong bg-surface text-bad enabled-hover:border-bad-mark enabled-hover:bg-bad-soft",
};
const sizes = {
  s: "h-6 px-2 text-label",
  m: "h-control px-3",
  l: "h-11 px-4 text-lead",
};

/** The class names of a button, for elements that only look like one. */
export function buttonClass({ variant = "default", size = "m" }: ButtonLook): string {
  return cx(
    "inline-flex flex-none items-center justify-center gap-1.5 rounded-m border font-book whitespace-nowrap transition-colors",
    "aria-disabled:cursor-not-allowed aria-disabled:opacity-50",
    variants[variant],
    sizes[size],
  );
}

function hotkeyHint(hotkey: string | undefined, variant: ButtonLook["variant"]): ReactNode {
  return hotkey && <Kbd inherit={variant === "primary"}>{hotkey}</Kbd>;
}

export type ButtonProps = ComponentProps<"button"> &
  ButtonLook & {
    /** Why it cannot be pressed now. The button stays in the tab order and says so on hover and on focus. */
    disabledReason?: string | null | false;
    /** Work is under way: pressing again does nothing, and the button turns a small arc. */
    busy?: boolean;
    /** Shown as a key cap. The caller registers the key itself with `useHotkeys`. */
    hotkey?: string;
  };

export function Button(props: ButtonProps) {
  const { variant, size, disabledReason, busy, hotkey, className, children, onClick, type, ...rest } = props;
  const off = Boolean(disabledReason) || busy || rest.disabled;
  const button = (
    <button
      {...rest}
      disabled={undefined}
      type={type ?? "button"}
      aria-disabled={off || undefined}
      aria-busy={busy || undefined}
      className={cx(buttonClass({ variant, size }), className)}
      onClick={(event: MouseEvent<HTMLButtonElement>) => {
        if (off) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy && <Turning />}
      {children}
      {hotkeyHint(hotkey, variant)}
    </button>
  );
  return disabledReason ? <Tooltip text={disabledReason}>{button}</Tooltip> : button;
}

export type ButtonLinkProps = Omit<ComponentProps<typeof Link>, "href"> &
  ButtonLook & {
    href: string;
    hotkey?: string;
    /** Leads out of the product: opens in a new tab. */
    external?: boolean;
  };

/** A link that looks like a button: a real `<a>`, so that it opens in a new tab and can be copied. */
export function ButtonLink(props: ButtonLinkProps) {
  const { variant, size, hotkey, external, className, children, href, ...rest } = props;
  const look = cx(buttonClass({ variant, size }), className);
  if (external) {
    return (
      <a href={href} target="_blank" rel="noreferrer" className={look}>
        {children}
        <span aria-hidden="true">↗</span>
      </a>
    );
  }
  return (
    <Link {...rest} href={href} className={look}>
      {children}
      {hotkeyHint(hotkey, variant)}
    </Link>
  );
}

function Turning() {
  return (
    <svg aria-hidden="true" viewBox="0 0 14 14" width="12" height="12" fill="none" className="animate-turn">
      <path d="M7 .8A6.2 6.2 0 1 1 .8 7" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
    </svg>
  );
}
