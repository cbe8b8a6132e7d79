/** A stretch of an axis, in its own unit. */
export type Stretch = readonly [from: number, to: number];

/** A zoom by keys: the stretch to show; "whole" shows everything again. */
export type Zoom = Stretch | "whole";

/**
 * What a key does to the zoom: + and − show half and twice as much around `centre`, Shift and an arrow move by a
 * quarter, 0 shows everything. A stretch never leaves `whole`.
 * @returns null where the key is no zoom, or nothing would change
 */
export function zoomByKey(
  { key, shiftKey }: { key: string; shiftKey: boolean },
  shown: Stretch,
  whole: Stretch,
  centre: number,
): Zoom | null {
  const [from, to] = shown;
  const zoomed = from > whole[0] || to < whole[1];
  const length = to - from;
  if (key === "+" || key === "=") {
    const start = Math.min(Math.max(centre - length / 4, from), to - length / 2);
    return [start, start + length / 2];
  }
  if (!zoomed) return null;
  if (key === "0") return "whole";
  if (key === "-") return within([centre - length, centre + length], whole);
  const step = shiftKey ? { ArrowLeft: -length / 4, ArrowRight: length / 4 }[key] : undefined;
  return step === undefined ? null : within([from + step, to + step], whole);
}

/** The stretch moved into `whole`. */
function within([from, to]: Stretch, whole: Stretch): Zoom {
  const length = to - from;
  if (length >= whole[1] - whole[0]) return "whole";
  const start = Math.min(Math.max(from, whole[0]), whole[1] - length);
  return [start, start + length];
}
