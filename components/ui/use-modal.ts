"use client";
import { type RefObject, useEffect, useRef } from "react";

const candidates = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";

/** Whether Tab reaches an element. Of a radio group it reaches only the checked button. */
function isTabbable(element: HTMLElement): boolean {
  if (element.tabIndex < 0 || element.matches(":disabled") || !element.checkVisibility()) return false;
  if (!(element instanceof HTMLInputElement) || element.type !== "radio" || element.checked) return true;
  const group = element.form?.elements.namedItem(element.name);
  return !(group instanceof RadioNodeList && group.value !== "");
}

/** Moves the focus from the last element to the first and back, since a native dialog lets Tab leave the page. */
function keepTabInside(event: KeyboardEvent): void {
  const dialog = event.currentTarget;
  if (event.key !== "Tab" || event.defaultPrevented || !(dialog instanceof HTMLElement)) return;
  const tabbables = [...dialog.querySelectorAll<HTMLElement>(candidates)].filter(isTabbable);
  const [edge, other] = event.shiftKey ? [tabbables[0], tabbables.at(-1)] : [tabbables.at(-1), tabbables[0]];
  const focused = document.activeElement;
  if (focused !== edge && !(event.shiftKey && focused === dialog) && tabbables.length > 0) return;
  event.preventDefault();
  other?.focus();
}

/**
 * Opens a native `<dialog>` as a modal while the calling component is mounted. The focus starts on the element that
 * `initialFocus` returns, by default the first that takes it. It stays inside, and goes back to the element that had it
 * before.
 */
export function useModal(
  ref: RefObject<HTMLDialogElement | null>,
  initialFocus?: (dialog: HTMLDialogElement) => HTMLElement | null,
): void {
  const start = useRef(initialFocus);
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    const before = document.activeElement;
    dialog.showModal();
    start.current?.(dialog)?.focus();
    dialog.addEventListener("keydown", keepTabInside);
    return () => {
      dialog.removeEventListener("keydown", keepTabInside);
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, [ref]);
}
