"use client";
import { Check } from "lucide-react";
import type { KeyboardEvent, ReactElement, ReactNode } from "react";
import { cx } from "./cx";
import { Kbd } from "./kbd";
import { Link } from "./link";
import type { Align } from "./place";
import { Popover, type Trigger } from "./popover";

export type MenuAction = {
  label: ReactNode;
  href?: string;
  onSelect?: () => void;
  danger?: boolean;
  disabledReason?: string | null | false;
  hotkey?: string;
  checked?: boolean;
};
export type MenuItem = MenuAction | "separator" | { heading: string };

/** A list of actions that opens from a button. Arrows, Home, End and first letters move; Enter chooses. */
export function Menu(props: {
  label: string;
  trigger: ReactElement<Trigger>;
  items: MenuItem[];
  align?: Align;
}) {
  const { label, trigger, items, align } = props;
  return (
    <Popover label={label} trigger={trigger} align={align} kind="menu" className="min-w-44">
      {(close) => (
        <div role="none" onKeyDown={walk}>
          {items.map((item, index) => {
            // Items of a menu have no identity but their place.
            const key = `${index}`;
            if (item === "separator") return <hr key={key} className="my-1 border-line" />;
            if ("heading" in item)
              return (
                <div key={key} className="px-2 pt-1.5 pb-1 text-small text-ink-3">
                  {item.heading}
                </div>
              );
            return <Entry key={key} item={item} close={close} />;
          })}
        </div>
      )}
    </Popover>
  );
}

function Entry({ item, close }: { item: MenuAction; close: () => void }) {
  const look = cx(
    "flex min-h-[30px] w-full items-center gap-2 rounded-s px-2 py-1 text-left -outline-offset-2 max-md:min-h-10",
    item.danger ? "text-bad focus:bg-bad-soft hover:bg-bad-soft" : "focus:bg-hover hover:bg-hover",
    item.disabledReason && "text-ink-3",
  );
  const inside = (
    <>
      {item.checked !== undefined && <span className="w-4">{item.checked && <Check size={14} />}</span>}
      <span className="min-w-0 flex-1">
        {item.label}
        {item.disabledReason && <span className="block text-sub">{item.disabledReason}</span>}
      </span>
      {item.hotkey && <Kbd>{item.hotkey}</Kbd>}
    </>
  );
  if (item.href && !item.disabledReason) {
    return (
      <Link role="menuitem" href={item.href} className={look} onClick={close}>
        {inside}
      </Link>
    );
  }
  const attributes = {
    type: "button" as const,
    "aria-disabled": Boolean(item.disabledReason) || undefined,
    className: look,
    onClick: () => {
      if (item.disabledReason) return;
      close();
      item.onSelect?.();
    },
  };
  return item.checked === undefined ? (
    <button role="menuitem" {...attributes}>
      {inside}
    </button>
  ) : (
    <button role="menuitemradio" aria-checked={item.checked} {...attributes}>
      {inside}
    </button>
  );
}

function walk(event: KeyboardEvent<HTMLElement>) {
  const entries = [...event.currentTarget.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  const now = entries.indexOf(document.activeElement as HTMLElement);
  const step = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: entries.length - 1 }[event.key];
  let next = step === undefined ? undefined : entries.at(step % entries.length);
  if (!next && /^\p{L}$/u.test(event.key) && !event.metaKey && !event.ctrlKey) {
    const letter = event.key.toLowerCase();
    const after = [...entries.slice(now + 1), ...entries.slice(0, now + 1)];
    next = after.find((entry) => entry.textContent?.trim().toLowerCase().startsWith(letter));
  }
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}
