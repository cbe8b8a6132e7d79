"use client";
import { type RefCallback, useCallback, useState } from "react";

/**
 * `[ref, width]`: the width of an element in whole pixels, kept up to date; 0 until it is known. Charts draw in
 * real pixels, so that text and lines are never stretched.
 */
export function useWidth<E extends Element>(): [RefCallback<E>, number] {
  const [width, setWidth] = useState(0);
  const ref = useCallback((element: E | null) => {
    if (!element) return;
    const watch = new ResizeObserver((entries) => {
      const box = entries[0]?.contentRect;
      if (box) setWidth(Math.floor(box.width));
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [ref, width];
}
