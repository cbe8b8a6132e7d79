"use client";
import {
  cloneElement,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { cx } from "./cx";
import { type Align, placeElement } from "./place";
import { popupClass } from "./popup";

const focusable = 'a[href], button:not([disabled]), input, select, textarea, [tabindex]:not([tabindex="-1"])';

/** A trigger is one element that passes these props on to a native button. */
type Trigger = {
  ref?: Ref<HTMLButtonElement>;
  "aria-haspopup"?: "dialog";
  "aria-expanded"?: boolean;
  "aria-controls"?: string;
  onClick?: (event: MouseEvent<HTMLElement>) => void;
};

/**
 * A non-modal dialog beside the button that opens it. The native `popover` attribute puts it in the top layer and closes
 * it on Esc and on a press outside. It also closes when the focus leaves it. The content is mounted only while open.
 */
export function Popover(props: {
  label: string;
  trigger: ReactElement<Trigger>;
  children: ReactNode | ((close: () => void) => ReactNode);
  align?: Align;
  className?: string;
  defaultOpen?: boolean;
  onClose?: () => void;
}) {
  const { label, trigger, children, align = "start", className, onClose } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const closedAt = useRef(0);
  const [open, setOpen] = useState(props.defaultOpen ?? false);
  const closed = useRef(onClose);
  closed.current = onClose;

  useEffect(() => {
    const element = box.current;
    const anchor = button.current;
    if (!open || !anchor || !element) return;
    const move = () => placeElement(anchor, element, { side: "below", align, gap: 4 });
    element.showPopover();
    move();
    const first = element.querySelector<HTMLElement>("[data-autofocus]");
    (first ?? element.querySelector<HTMLElement>(focusable) ?? element).focus();
    const onToggle = (event: Event) => {
      if ((event as ToggleEvent).newState !== "closed") return;
      closedAt.current = event.timeStamp;
      setOpen(false);
      closed.current?.();
    };
    element.addEventListener("toggle", onToggle);
    window.addEventListener("scroll", move, { capture: true, passive: true });
    window.addEventListener("resize", move);
    const resized = new ResizeObserver(move);
    resized.observe(element);
    return () => {
      element.removeEventListener("toggle", onToggle);
      window.removeEventListener("scroll", move, { capture: true });
      window.removeEventListener("resize", move);
      resized.disconnect();
    };
  }, [open, align]);

  function close() {
    // The browser gives the focus back to the element that had it before.
    box.current?.hidePopover();
    if (document.activeElement === document.body) button.current?.focus();
  }

  return (
    <>
      {cloneElement(trigger, {
        ref: button,
        "aria-haspopup": "dialog",
        "aria-expanded": open,
        "aria-controls": open ? id : undefined,
        onClick: (event) => {
          trigger.props.onClick?.(event);
          // A press on the button has already closed the popover as a press outside; it must not open again.
          if (open || event.timeStamp - closedAt.current < 60) close();
          else setOpen(true);
        },
      })}
      {open && (
        <div
          ref={box}
          id={id}
          popover="auto"
          role="dialog"
          aria-label={label}
          tabIndex={-1}
          onBlur={(event) => {
            const to = event.relatedTarget;
            if (to && to !== button.current && !event.currentTarget.contains(to)) box.current?.hidePopover();
          }}
          className={cx(popupClass, "fixed inset-auto", className)}
        >
          {typeof children === "function" ? children(close) : children}
        </div>
      )}
    </>
  );
}
