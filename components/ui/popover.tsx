"use client";
import { cloneElement, type ReactElement, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { cx } from "./cx";
import { type Align, placeElement } from "./place";

/** A trigger is one element that passes these on to a native button. */
export type Trigger = {
  "aria-haspopup"?: "dialog" | "menu";
  "aria-expanded"?: boolean;
  "aria-controls"?: string;
  onClick?: (event: React.MouseEvent<HTMLElement>) => void;
};

/**
 * Something that opens beside its trigger (one button element). The native `popover` attribute gives the top
 * layer, closing by Esc or a press elsewhere, and the focus back to the trigger; nothing is loaded for it. The
 * content is only mounted while open.
 */
export function Popover(props: {
  label: string;
  trigger: ReactElement<Trigger>;
  children: ReactNode | ((close: () => void) => ReactNode);
  align?: Align;
  className?: string;
  kind?: "dialog" | "menu";
}) {
  const { label, trigger, children, align = "start", className, kind = "dialog" } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const closedAt = useRef(0);
  const open = anchor !== null;

  useEffect(() => {
    const element = box.current;
    if (!anchor || !element) return;
    const move = () => placeElement(anchor, element, { side: "below", align, gap: 4 });
    element.showPopover();
    move();
    (element.querySelector<HTMLElement>("[data-autofocus]") ?? focusables(element)[0] ?? element).focus();
    const onToggle = (event: Event) => {
      if ((event as ToggleEvent).newState === "closed") {
        closedAt.current = event.timeStamp;
        setAnchor(null);
      }
    };
    element.addEventListener("toggle", onToggle);
    window.addEventListener("scroll", move, { capture: true, passive: true });
    window.addEventListener("resize", move);
    const grown = new ResizeObserver(move);
    grown.observe(element);
    return () => {
      element.removeEventListener("toggle", onToggle);
      window.removeEventListener("scroll", move, { capture: true });
      window.removeEventListener("resize", move);
      grown.disconnect();
    };
  }, [anchor, align]);

  function close() {
    box.current?.hidePopover();
    setAnchor(null);
    anchor?.focus();
  }

  return (
    <>
      {cloneElement(trigger, {
        "aria-haspopup": kind,
        "aria-expanded": open,
        "aria-controls": open ? id : undefined,
        onClick: (event) => {
          trigger.props.onClick?.(event);
          // The press that opened it again is the one that has just closed it from outside.
          if (open || event.timeStamp - closedAt.current < 60) close();
          else setAnchor(event.currentTarget);
        },
      })}
      {open && (
        <div
          ref={box}
          id={id}
          popover="auto"
          {...{ role: kind, "aria-label": label }}
          tabIndex={-1}
          className={cx(
            "fixed inset-auto max-h-[min(420px,calc(100dvh-24px))] max-w-[calc(100vw-16px)] overflow-y-auto overscroll-contain rounded-panel border border-line bg-surface p-1 text-ink shadow-float outline-none",
            className,
          )}
        >
          {typeof children === "function" ? children(close) : children}
        </div>
      )}
    </>
  );
}

const reachable = 'a[href], button:not([disabled]), input, select, textarea, [tabindex]:not([tabindex="-1"])';

/** The elements in `root` that the Tab key or a menu's arrows can reach, in order. */
export function focusables(root: Element): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(reachable)];
}
