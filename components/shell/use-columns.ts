"use client";
import { useQueryStates } from "nuqs";
import { useEffect, useMemo } from "react";
import type { ColumnAddress } from "@/components/ui/column-layout";
import { columnParams } from "./search-params";

const usual: ColumnAddress = { columns: null, pinned: null };
const isUsual = ({ columns, pinned }: ColumnAddress) => columns === null && pinned === null;

/**
 * The chosen columns of a list. They are in the address; an address without them gets those that were last chosen in
 * this browser.
 * @param list names the list among those whose choice is remembered
 */
export function useColumns(list: string) {
  const [address, set] = useQueryStates(columnParams, { history: "replace" });
  const untouched = isUsual(address);
  useEffect(() => {
    const remembered = untouched ? recall(list) : usual;
    if (!isUsual(remembered)) void set(remembered);
  }, [untouched, list, set]);
  return useMemo(
    () => ({
      address,
      choose(next: ColumnAddress) {
        remember(list, next);
        void set(next);
      },
      reset() {
        remember(list, usual);
        void set(usual);
      },
    }),
    [address, list, set],
  );
}

const keyOf = (list: string) => `terrapin.columns.${list}`;

function remember(list: string, address: ColumnAddress): void {
  try {
    if (isUsual(address)) localStorage.removeItem(keyOf(list));
    else localStorage.setItem(keyOf(list), JSON.stringify(address));
  } catch (error) {
    // A browser may forbid storage: then the choice is in the address alone.
    console.warn("The chosen columns are not remembered.", error);
  }
}

function recall(list: string): ColumnAddress {
  try {
    const stored: Partial<Record<keyof ColumnAddress, unknown>> = JSON.parse(
      localStorage.getItem(keyOf(list)) ?? "{}",
    );
    return { columns: namesOf(stored.columns), pinned: namesOf(stored.pinned) };
  } catch {
    return usual;
  }
}

/** A list of names; null for anything else. */
const namesOf = (value: unknown): string[] | null =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : null;
