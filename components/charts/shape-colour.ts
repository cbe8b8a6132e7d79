/** The shapes of state a mark can have; the same names as the state icons use. */
export type MarkShape = "ok" | "bad" | "wait" | "run" | "idle" | "off" | "skip";

/** The colour of a mark. Success is drawn faint, so that failures are seen first. */
export function markColour(shape: MarkShape): { fill: string; opacity: number } {
  const name = shape === "off" || shape === "skip" ? "idle" : shape;
  return { fill: `var(--${name}-mark)`, opacity: shape === "ok" ? 0.55 : 1 };
}
