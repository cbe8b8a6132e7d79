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

/** When the server rendered the page, in ms since 1970; null where that was not said. */
export const RenderedAt = createContext<number | null>(null);

/**
 * Text that depends on the current time, and not on the reader's zone. `read(now)` runs every second; the component
 * renders only when the text changes. The server renders it as of `RenderedAt`, and the browser begins with that; where
 * it is not known both say `still`.
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
