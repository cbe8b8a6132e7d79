"use client";
import { ArrowUpRight, LoaderCircle } from "lucide-react";
import type { ComponentProps, MouseEvent, ReactNode } from "react";
import { cx } from "./cx";
import { Kbd } from "./kbd";
import { Link } from "./link";
import { Tooltip } from "./tooltip";

export type ButtonLook = {
  variant?: "primary" | "default" | "ghost" | "danger";
  /** `l` is 44 pixels high, for touch. */
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
    /** Why the button is disabled. It stays in the tab order and shows the reason on hover and focus. */
    disabledReason?: string | null | false;
    /** An action is in progress: the button shows a spinner and ignores presses. */
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
      {busy && <LoaderCircle size={14} className="animate-turn" />}
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
    /** An address outside the product. It opens in a new tab. */
    external?: boolean;
  };

/** A link that looks like a button. It is a real `<a>`, so it can be copied and opened in a new tab. */
export function ButtonLink(props: ButtonLinkProps) {
  const { variant, size, hotkey, external, className, children, href, ...rest } = props;
  const look = cx(buttonClass({ variant, size }), className);
  if (external) {
    return (
      <a href={href} target="_blank" rel="noreferrer" className={look}>
        {children}
        <ArrowUpRight size={14} />
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
