"use client";
import { createContext, useContext, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One shared timer for all relative times on the page. It stops when none is mounted. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** When the server rendered the page, in ms. Null where it does not say. */
export const RenderedAt = createContext<number | null>(null);

/**
 * Text that depends on the current time. `read(now)` runs every second; the component renders only when the text
 * changes. The server and the first render in the browser show the text as of `RenderedAt`, or `still` without it.
 */
export function useClockText(read: (now: number) => string, still: string): string {
  const renderedAt = useContext(RenderedAt);
  return useSyncExternalStore(
    subscribe,
    () => read(Date.now()),
    () => (renderedAt === null ? still : read(renderedAt)),
  );
}

const never = () => () => {};

/** False during server rendering and hydration, true afterwards. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
