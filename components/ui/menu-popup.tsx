"use client";
import { Menu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { cx } from "./cx";
import { Kbd } from "./kbd";
import { Link } from "./link";
import type { MenuAction, MenuGroup, MenuItem, MenuStart } from "./menu-items";
import type { Align } from "./place";
import { popupClass, popupContainer, popupPlace } from "./popup";

/**
 * The open part of a menu. Base UI moves the focus by arrows, Home, End and first letters. Tab closes the menu and goes
 * on from the button.
 */
export function MenuPopup(props: {
  id: string;
  label: string;
  items: MenuItem[];
  anchor: HTMLElement;
  align: Align;
  start: MenuStart;
  onClose: () => void;
}) {
  const { id, label, items, anchor, align, start, onClose } = props;
  const popup = useRef<HTMLDivElement>(null);

  function leave() {
    // While the menu is mounted, it takes the focus back.
    flushSync(onClose);
    anchor.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    // Esc is not for a dialog around the menu. Tab goes on from the button to its neighbour.
    if (event.key === "Escape") event.preventDefault();
    if (event.key === "Escape" || event.key === "Tab") leave();
  }

  return (
    <Menu.Root
      open
      modal={false}
      onOpenChange={(_, details) => {
        const { target } = details.event;
        // The button's own click closes the menu.
        if (details.reason === "outside-press" && target instanceof Node && anchor.contains(target))
          details.cancel();
        else onClose();
      }}
    >
      <Menu.Portal container={popupContainer(anchor)}>
        <Menu.Positioner anchor={anchor} align={align} {...popupPlace}>
          <Menu.Popup
            ref={popup}
            id={id}
            aria-label={label}
            onKeyDown={onKeyDown}
            className={cx(popupClass, "min-w-44")}
          >
            <Items items={items} start={start} popup={popup} leave={leave} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Items(props: {
  items: MenuItem[];
  start: MenuStart;
  popup: RefObject<HTMLDivElement | null>;
  leave: () => void;
}) {
  const { items, start, popup, leave } = props;
  useEffect(() => {
    const entries = popup.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [];
    if (start) entries[start === "first" ? 0 : entries.length - 1]?.focus();
  }, [start, popup]);
  return items.map((item, index) => {
    // Items of a menu have no identity but their position.
    const key = `${index}`;
    if (item === "separator") return <Menu.Separator key={key} className="my-1 h-px bg-line" />;
    if ("group" in item) return <Group key={key} group={item} leave={leave} />;
    return <Entry key={key} item={item} leave={leave} />;
  });
}

/** Items under a label; radio items when one of them can be checked. */
function Group({ group, leave }: { group: MenuGroup; leave: () => void }) {
  const { items } = group;
  const inside = (
    <>
      <Menu.GroupLabel className="px-2 pt-1.5 pb-1 text-small text-ink-3">{group.group}</Menu.GroupLabel>
      {items.map((item, index) => {
        const key = `${index}`;
        return <Entry key={key} item={item} value={index} leave={leave} />;
      })}
    </>
  );
  const radios = items.some((item) => item.checked !== undefined);
  if (!radios) return <Menu.Group>{inside}</Menu.Group>;
  return <Menu.RadioGroup value={items.findIndex((item) => item.checked)}>{inside}</Menu.RadioGroup>;
}

function Entry({ item, value, leave }: { item: MenuAction; value?: number; leave: () => void }) {
  const className = cx(
    "flex min-h-[30px] w-full items-center gap-2 rounded-s px-2 py-1 text-left outline-none max-md:min-h-10",
    item.danger ? "text-bad data-highlighted:bg-bad-soft" : "data-highlighted:bg-hover",
    item.disabledReason ? "cursor-not-allowed text-ink-3" : "cursor-pointer",
  );
  if (item.href && !item.disabledReason) {
    return (
      <Menu.LinkItem
        render={<Link href={item.href} aria-current={item.checked || undefined} />}
        closeOnClick
        className={className}
      >
        <Inside item={item} mark={item.checked && <Check size={14} />} />
      </Menu.LinkItem>
    );
  }
  const attributes = {
    disabled: Boolean(item.disabledReason),
    closeOnClick: false,
    className,
    onClick: () => {
      // The focus is back on the button before the action, which may open a dialog that remembers it.
      leave();
      item.onSelect?.();
    },
  };
  if (item.checked === undefined || value === undefined) {
    return (
      <Menu.Item {...attributes}>
        <Inside item={item} />
      </Menu.Item>
    );
  }
  return (
    <Menu.RadioItem {...attributes} value={value}>
      <Inside
        item={item}
        mark={
          <Menu.RadioItemIndicator>
            <Check size={14} />
          </Menu.RadioItemIndicator>
        }
      />
    </Menu.RadioItem>
  );
}

function Inside({ item, mark }: { item: MenuAction; mark?: ReactNode }) {
  return (
    <>
      {item.checked !== undefined && <span className="w-4">{mark}</span>}
      <span className="min-w-0 flex-1">
        {item.label}
        {item.disabledReason && <span className="block text-sub">{item.disabledReason}</span>}
      </span>
      {item.hotkey && <Kbd>{item.hotkey}</Kbd>}
    </>
  );
}
