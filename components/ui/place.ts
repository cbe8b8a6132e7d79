/** The position of a floating element relative to its anchor. */
export type Side = "below" | "above";
export type Align = "start" | "end" | "center";

type Box = { left: number; top: number; width: number; height: number };
type Size = { width: number; height: number };

/**
 * The top left corner, in viewport pixels, of a box of `size` beside `anchor`: on the wished side if it fits there,
 * else on the other, and never outside `view`.
 */
export function place(
  anchor: Box,
  size: Size,
  view: Size,
  wish: { side: Side; align: Align; gap: number },
): { left: number; top: number } {
  const margin = 8;
  const below = anchor.top + anchor.height + wish.gap;
  const above = anchor.top - wish.gap - size.height;
  const fitsBelow = below + size.height <= view.height - margin;
  const fitsAbove = above >= margin;
  const useBelow = wish.side === "below" ? fitsBelow || !fitsAbove : !fitsAbove && fitsBelow;
  const slack = anchor.width - size.width;
  const shift = wish.align === "start" ? 0 : wish.align === "end" ? slack : slack / 2;
  const clamp = (at: number, length: number, room: number) =>
    Math.max(margin, Math.min(at, room - length - margin));
  return {
    left: Math.round(clamp(anchor.left + shift, size.width, view.width)),
    top: Math.round(clamp(useBelow ? below : above, size.height, view.height)),
  };
}

/** Moves an open popover element next to its anchor. */
export function placeElement(
  anchor: Element,
  floating: HTMLElement,
  wish: Parameters<typeof place>[3],
): void {
  const at = place(
    anchor.getBoundingClientRect(),
    { width: floating.offsetWidth, height: floating.offsetHeight },
    { width: document.documentElement.clientWidth, height: document.documentElement.clientHeight },
    wish,
  );
  floating.style.left = `${at.left}px`;
  floating.style.top = `${at.top}px`;
}
