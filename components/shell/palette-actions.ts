"use client";
import { useEffect, useRef } from "react";
import type { PaletteItem } from "./shell-data";

const offered: { current: readonly PaletteItem[] }[] = [];

/** What the open page offers to do with its object. */
export const offeredActions = (): PaletteItem[] => offered.flatMap(({ current }) => current);

/** Offers actions on the page's object in the command palette while the calling component is mounted. */
export function usePaletteActions(actions: readonly PaletteItem[]): void {
  const mine = useRef(actions);
  useEffect(() => {
    mine.current = actions;
  });
  useEffect(() => {
    offered.push(mine);
    return () => {
      offered.splice(offered.indexOf(mine), 1);
    };
  }, []);
}
