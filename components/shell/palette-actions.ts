"use client";
import { type RefObject, useEffect, useRef, useSyncExternalStore } from "react";
import type { PaletteItem } from "./shell-data";

type Offer = RefObject<readonly PaletteItem[]>;

let offers: readonly Offer[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Offer[]): void {
  offers = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const none: readonly Offer[] = [];

/** What the open page offers to do with its object, in the order in which its parts came. */
export function useOfferedActions(): PaletteItem[] {
  return useSyncExternalStore(
    subscribe,
    () => offers,
    () => none,
  ).flatMap(({ current }) => current);
}

/** Offers actions on the page's object in the command palette while the calling component is mounted. */
export function usePaletteActions(actions: readonly PaletteItem[]): void {
  const mine = useRef(actions);
  useEffect(() => {
    mine.current = actions;
  });
  useEffect(() => {
    change([...offers, mine]);
    return () => change(offers.filter((each) => each !== mine));
  }, []);
}
