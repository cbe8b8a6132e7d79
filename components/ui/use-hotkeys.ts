"use client";
import { useEffect, useRef } from "react";

export type Hotkey = {
  /** "a", "Enter", "?", "mod+k" (⌘ on a Mac, Ctrl elsewhere), "g r" (one after the other). */
  keys: string;
  label: string;
  /** Returns `false` to let another handler have the key. */
  run: (event: KeyboardEvent) => unknown;
  /** Not listed in the help dialog. */
  hidden?: boolean;
  /** Also works while a field has the focus. */
  inFields?: boolean;
};
export type HotkeyGroup = { title: string; keys: readonly Hotkey[] };

const groups: { current: HotkeyGroup }[] = [];
let pending = "";
let pendingUntil = 0;

/** The active keys for the help dialog, last registered group first. */
export function activeHotkeys(): HotkeyGroup[] {
  return groups.map((group) => group.current).reverse();
}

/** The name of a key press: "mod+k", "g", "Enter", "?". */
export function pressed(event: Pick<KeyboardEvent, "key" | "metaKey" | "ctrlKey" | "altKey">): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return `${event.metaKey || event.ctrlKey ? "mod+" : ""}${event.altKey ? "alt+" : ""}${key}`;
}

function inField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === "TEXTAREA" || target.tagName === "SELECT") return true;
  return (
    target instanceof HTMLInputElement && !["checkbox", "radio", "button", "range"].includes(target.type)
  );
}

/** True while a dialog or menu is open, which turns the page's keys off. */
function overlaid(target: EventTarget | null): boolean {
  const open = document.querySelector("dialog:modal, [role=menu], [popover][role=dialog]:popover-open");
  return (
    open !== null && !(target instanceof Node && open.contains(target) && open.hasAttribute("data-hotkeys"))
  );
}

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing) return;
  const now = event.timeStamp;
  const stroke = pressed(event);
  const sequence = pending && now < pendingUntil ? `${pending} ${stroke}` : stroke;
  pending = "";
  const field = inField(event.target);
  const over = overlaid(event.target);
  for (const { current } of [...groups].reverse()) {
    for (const hotkey of current.keys) {
      if ((field || over) && !hotkey.inFields) continue;
      if (hotkey.keys === sequence || hotkey.keys === stroke) {
        if (hotkey.run(event) === false) continue;
        event.preventDefault();
        return;
      }
      if (hotkey.keys.startsWith(`${stroke} `)) {
        pending = stroke;
        pendingUntil = now + 1200;
      }
    }
  }
}

/**
 * Registers keys while the calling component is mounted and `when` is true. They are off while a field has the focus
 * and while a dialog or menu is open. The group registered last wins: a list's `j` comes before the frame's.
 */
export function useHotkeys(keys: readonly Hotkey[], options: { title?: string; when?: boolean } = {}): void {
  const { title = "This page", when = true } = options;
  const group = useRef<HotkeyGroup>({ title, keys });
  useEffect(() => {
    group.current = { title, keys };
  });
  useEffect(() => {
    if (!when) return;
    if (groups.length === 0) document.addEventListener("keydown", onKeyDown);
    groups.push(group);
    return () => {
      groups.splice(groups.indexOf(group), 1);
      if (groups.length === 0) document.removeEventListener("keydown", onKeyDown);
    };
  }, [when]);
}
