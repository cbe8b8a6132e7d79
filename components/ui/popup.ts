/** The look of what opens over the page: menus, lists of choices, popovers. */
export const popupClass =
  "max-h-[min(420px,calc(100dvh-24px))] max-w-[calc(100vw-16px)] overflow-y-auto overscroll-contain rounded-panel border border-line bg-surface p-1 text-ink shadow-float outline-none";

/** Where it opens beside its trigger, as Base UI's positioners take it. */
export const popupPlace = {
  sideOffset: 4,
  collisionPadding: 8,
  positionMethod: "fixed",
  className: "z-20",
} as const;

/**
 * The element that a popup of `anchor` is put into: the top layer that holds the anchor, since the rest is inert, else
 * its landmark.
 */
export function popupContainer(anchor: Element | null): HTMLElement | undefined {
  return (
    anchor?.closest<HTMLElement>("dialog, [popover]") ??
    anchor?.closest<HTMLElement>("main, header, nav, aside") ??
    undefined
  );
}
