"use client";
import { type RefObject, useEffect, useRef, useState } from "react";

/** Whether an element has come near the visible part of the page. Once true, it stays true. */
export function useInView<E extends Element>(): [RefObject<E | null>, boolean] {
  const ref = useRef<E>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element || seen) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true), {
      rootMargin: "300px",
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [seen]);
  return [ref, seen];
}
