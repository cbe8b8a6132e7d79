"use client";
import dynamic from "next/dynamic";
import {
  cloneElement,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactElement,
  useId,
  useState,
} from "react";
import type { MenuItem, MenuStart } from "./menu-items";
import type { Align } from "./place";

/** A trigger is one element that passes these props on to a native button. */
type MenuTrigger = {
  "aria-haspopup"?: "menu";
  "aria-expanded"?: boolean;
  "aria-controls"?: string;
  onClick?: (event: MouseEvent<HTMLElement>) => void;
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
  onPointerEnter?: (event: PointerEvent<HTMLElement>) => void;
  onFocus?: (event: FocusEvent<HTMLElement>) => void;
};

const load = () => import("./menu-popup");
const MenuPopup = dynamic(() => load().then((module) => module.MenuPopup), { ssr: false });

/**
 * A button that opens a menu of actions. Base UI's menu is loaded when the button is hovered or focused, since most
 * visits to a page open none.
 */
export function Menu(props: {
  label: string;
  trigger: ReactElement<MenuTrigger>;
  items: MenuItem[];
  align?: Align;
}) {
  const { label, trigger, items, align = "start" } = props;
  const id = useId();
  const [shown, setShown] = useState<{ anchor: HTMLElement; start: MenuStart } | null>(null);
  const own = trigger.props;
  return (
    <>
      {cloneElement(trigger, {
        "aria-haspopup": "menu",
        "aria-expanded": shown !== null,
        "aria-controls": shown ? id : undefined,
        onClick: (event) => {
          own.onClick?.(event);
          // A press of Enter or Space arrives as a click without a pointer: its `detail` is 0.
          const start = event.detail === 0 ? "first" : null;
          setShown(shown ? null : { anchor: event.currentTarget, start });
        },
        onKeyDown: (event) => {
          own.onKeyDown?.(event);
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          own.onClick?.(event as unknown as MouseEvent<HTMLElement>);
          setShown({ anchor: event.currentTarget, start: event.key === "ArrowDown" ? "first" : "last" });
        },
        onPointerEnter: (event) => {
          own.onPointerEnter?.(event);
          void load();
        },
        onFocus: (event) => {
          own.onFocus?.(event);
          void load();
        },
      })}
      {shown && (
        <MenuPopup
          id={id}
          label={label}
          items={items}
          align={align}
          {...shown}
          onClose={() => setShown(null)}
        />
      )}
    </>
  );
}
