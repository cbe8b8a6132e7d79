"use client";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";

/** What the x axis counts: training steps, milliseconds since 1970, or the place in a list of names. */
export type XKind = "step" | "time" | "name";

/** The position of the crosshair. `moved` says what moved it: a move by keys is read out, one by the pointer is not. */
export type Cursor = { kind: XKind; x: number; chart: string; moved: "pointer" | "keys" };

/** The crosshair's position, stored outside React state so that only its subscribers render again. */
export type CursorStore = {
  get: () => Cursor | null;
  set: (cursor: Cursor | null) => void;
  subscribe: (listener: () => void) => () => void;
};

export function createCursorStore(): CursorStore {
  let cursor: Cursor | null = null;
  const listeners = new Set<() => void>();
  return {
    get: () => cursor,
    set(next) {
      if (next === cursor) return;
      cursor = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

type Group = {
  cursor: CursorStore;
  /** The stretch shown, in the unit of the x axis; null shows everything. */
  from: number | null;
  to: number | null;
  /** Shows another stretch; null and null show everything again. Charts cannot be zoomed without it. */
  onRange?: (from: number | null, to: number | null) => void;
};

const Context = createContext<Group | null>(null);

/** The charts of a page that share a crosshair and a zoom. The caller owns the range and keeps it in the URL. */
export function ChartGroup(props: {
  from?: number | null;
  to?: number | null;
  onRange?: Group["onRange"];
  children: ReactNode;
}) {
  const { from = null, to = null, onRange, children } = props;
  const [cursor] = useState(createCursorStore);
  const group = useMemo(() => ({ cursor, from, to, onRange }), [cursor, from, to, onRange]);
  return <Context value={group}>{children}</Context>;
}

/** The group a chart belongs to; a chart outside any group has a crosshair of its own and no zoom. */
export function useChartGroup(): Group {
  const [cursor] = useState(createCursorStore);
  return useContext(Context) ?? { cursor, from: null, to: null };
}
