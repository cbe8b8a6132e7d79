"use client";
import { useSyncExternalStore } from "react";

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

/**
 * Text that depends on the current time. `read(now)` runs every second; the component renders only when the text
 * changes. The server does not know the reader's clock or zone and renders `still`.
 */
export function useClockText(read: (now: number) => string, still: string): string {
  return useSyncExternalStore(
    subscribe,
    () => read(Date.now()),
    () => still,
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
