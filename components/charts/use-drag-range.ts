"use client";
import { type MouseEvent, type PointerEvent, useRef, useState } from "react";

/** Fewer pixels than this are a press and not a drag. */
const threshold = 5;

/**
 * Choosing a stretch of a picture by dragging over it, in pixels from its left edge. `cursor` is where the pointer
 * is, `drag` the stretch while it is drawn. Touch only moves the cursor: dragging scrolls the page there. `onPress`
 * gets the pixel of a press that was no drag.
 */
export function useDragRange(
  width: number,
  onChoose?: (left: number, right: number) => void,
  onPress?: (pixel: number) => void,
) {
  const [cursor, setCursor] = useState<number | null>(null);
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const start = useRef<number | null>(null);
  const dragged = useRef(false);

  const pixelOf = (event: MouseEvent<Element>) => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    return Math.max(0, Math.min(width, left));
  };
  const handlers = {
    onPointerMove(event: PointerEvent<Element>) {
      const now = pixelOf(event);
      setCursor(now);
      const from = start.current;
      if (from === null || Math.abs(now - from) < threshold) return;
      dragged.current = true;
      setDrag([Math.min(from, now), Math.max(from, now)]);
    },
    onPointerDown(event: PointerEvent<Element>) {
      dragged.current = false;
      if (onChoose && event.button === 0 && event.pointerType !== "touch") start.current = pixelOf(event);
    },
    onPointerUp() {
      if (drag) onChoose?.(drag[0], drag[1]);
      start.current = null;
      setDrag(null);
    },
    onPointerLeave() {
      start.current = null;
      setCursor(null);
      setDrag(null);
    },
    onClick(event: MouseEvent<Element>) {
      // A key that presses a button makes a click without a place.
      if (event.detail > 0) onPress?.(pixelOf(event));
    },
    /** A drag that ends on a link must not follow it. */
    onClickCapture(event: MouseEvent<Element>) {
      if (!dragged.current) return;
      event.preventDefault();
      event.stopPropagation();
      dragged.current = false;
    },
  };
  return { cursor, setCursor, drag, pixelOf, handlers };
}
