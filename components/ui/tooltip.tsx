"use client";
import {
  cloneElement,
  type ReactElement,
  type ReactNode,
  type SyntheticEvent,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { placeElement } from "./place";

type Hoverable = {
  "aria-describedby"?: string;
  onPointerEnter?: (event: React.PointerEvent<Element>) => void;
  onPointerLeave?: (event: React.PointerEvent<Element>) => void;
  onFocus?: (event: React.FocusEvent<Element>) => void;
  onBlur?: (event: React.FocusEvent<Element>) => void;
};

/**
 * A short text beside its child on hover and focus. Esc hides it. The child is one element that passes on native
 * props. The native `popover` attribute puts the tooltip in the top layer, so that no panel clips it.
 */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactElement<Hoverable> }) {
  const id = useId();
  const tip = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [anchor, setAnchor] = useState<Element | null>(null);

  useEffect(() => {
    if (!anchor || !tip.current) return;
    tip.current.showPopover();
    placeElement(anchor, tip.current, { side: "above", align: "center", gap: 6 });
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && setAnchor(null);
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [anchor]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const show = (event: SyntheticEvent<Element>, after: number) => {
    const element = event.currentTarget;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAnchor(element), after);
  };
  const hide = () => {
    clearTimeout(timer.current);
    setAnchor(null);
  };
  const own = children.props;

  return (
    <>
      {cloneElement(children, {
        "aria-describedby": own["aria-describedby"] ? `${own["aria-describedby"]} ${id}` : id,
        onPointerEnter: (event) => {
          own.onPointerEnter?.(event);
          if (event.pointerType !== "touch") show(event, 250);
        },
        onPointerLeave: (event) => {
          own.onPointerLeave?.(event);
          hide();
        },
        onFocus: (event) => {
          own.onFocus?.(event);
          show(event, 0);
        },
        onBlur: (event) => {
          own.onBlur?.(event);
          hide();
        },
      })}
      <span id={id} hidden>
        {text}
      </span>
      {anchor && (
        <span
          ref={tip}
          popover="manual"
          aria-hidden="true"
          className="pointer-events-none fixed inset-auto max-w-72 rounded-m bg-ink px-2 py-1 text-sub text-surface shadow-float"
        >
          {text}
        </span>
      )}
    </>
  );
}
