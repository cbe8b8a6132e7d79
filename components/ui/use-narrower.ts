"use client";
import { type RefObject, useLayoutEffect, useState } from "react";

/** Whether an element is narrower than `least` pixels, kept up to date. */
export function useNarrower(ref: RefObject<HTMLElement | null>, least: number): boolean {
  const [narrower, setNarrower] = useState(false);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => setNarrower(element.clientWidth < least);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [ref, least]);
  return narrower;
}
