"use client";
import { useSearchParams } from "next/navigation";
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { type Changes, changeSearch, type Fields, readSearch, type Values } from "./url-fields";

/**
 * State that lives in the address: what is seen survives reload and can be shared. A change shows at once and
 * reaches the address a moment later, so that typing neither lags nor floods it. (nuqs does the same and more, for
 * 5 kB on every page.)
 */

type Options = { history?: "push" | "replace"; throttleMs?: number };

/** The query string that the address is about to have; null when it has it. */
let pending: string | null = null;
let next: { timer: ReturnType<typeof setTimeout>; at: number; path: string; push: boolean } | null = null;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function hold(search: string | null): void {
  pending = search;
  for (const listener of listeners) listener();
}

function forget(): void {
  if (next) clearTimeout(next.timer);
  next = null;
  watchLeaving(false);
  if (pending !== null) hold(null);
}

/**
 * Next.js gives up a navigation under way when the address is changed. So what waits is written before anything
 * that may lead elsewhere: a click, or a key that is not part of typing.
 */
function beforeLeaving(event: Event): void {
  const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  if (event instanceof KeyboardEvent && typing && event.key !== "Enter") return;
  write();
}

function watchLeaving(on: boolean): void {
  for (const type of ["click", "keydown"]) {
    if (on) window.addEventListener(type, beforeLeaving, true);
    else window.removeEventListener(type, beforeLeaving, true);
  }
}

/** Next.js hears of both calls and tells `useSearchParams`; nothing is loaded anew. */
function write(): void {
  if (!next || pending === null) return;
  const { path, push } = next;
  clearTimeout(next.timer);
  next = null;
  watchLeaving(false);
  // The reader went elsewhere meanwhile: what was chosen here is no business of that page.
  if (location.pathname !== path) {
    forget();
    return;
  }
  const url = `${path}${pending && `?${pending}`}${location.hash}`;
  if (push) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
}

function change(search: string, { history: mode = "replace", throttleMs = 50 }: Options): void {
  const at = Math.min(next?.at ?? Number.POSITIVE_INFINITY, Date.now() + throttleMs);
  if (next) clearTimeout(next.timer);
  const push = mode === "push" || next?.push === true;
  next = { timer: setTimeout(write, at - Date.now()), at, path: location.pathname, push };
  watchLeaving(true);
  hold(search);
}

/**
 * Several fields of the address at once.
 * @param fields best made outside of the component: then the values stay the same object while nothing changes
 * @param options how changes are entered, unless a change says otherwise
 */
export function useUrlState<F extends Fields>(
  fields: F,
  options: Options = {},
): [Values<F>, (changes: Changes<F>, options?: Options) => void] {
  const params = useSearchParams().toString();
  const held = useSyncExternalStore(
    subscribe,
    () => pending,
    () => null,
  );
  const given = useRef({ fields, options });
  given.current = { fields, options };

  const before = useRef(params);
  useEffect(() => {
    const moved = before.current !== params;
    before.current = params;
    if (moved && !next && pending !== null) hold(null);
  }, [params]);
  useEffect(() => {
    window.addEventListener("popstate", forget);
    return () => window.removeEventListener("popstate", forget);
  }, []);

  const search = held ?? params;
  const values = useMemo(() => readSearch(fields, new URLSearchParams(search)), [fields, search]);
  const set = useCallback((changes: Changes<F>, over: Options = {}) => {
    const { fields: known, options: usual } = given.current;
    const now = pending ?? location.search;
    const search = changeSearch(known, now, changes);
    if (search !== new URLSearchParams(now).toString()) change(search, { ...usual, ...over });
  }, []);
  return [values, set];
}

/** One field of the address. */
export function useUrlField<F extends Fields[string]>(
  name: string,
  field: F,
  options: Options = {},
): [Values<Record<string, F>>[string], (value: Exclude<ReturnType<F["read"]>, null> | null) => void] {
  const [values, set] = useUrlState<Record<string, F>>({ [name]: field }, options);
  return [values[name] as Values<Record<string, F>>[string], (value) => set({ [name]: value })];
}
