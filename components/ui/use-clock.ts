"use client";
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for every age on the page, and none while no age is shown. */
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
 * Text that depends on the time of day. `read(now)` is asked every second and renders only where its text
 * changes. The server, which does not know the reader's clock or zone, renders `still`.
 */
export function useClockText(read: (now: number) => string, still: string): string {
  return useSyncExternalStore(
    subscribe,
    () => read(Date.now()),
    () => still,
  );
}

const never = () => () => {};

/** False while the server renders and while its page wakes up, true from then on. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
