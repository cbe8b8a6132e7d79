import type uPlot from "uplot";
import type { Aligned, EdgeMark } from "./series-data";
import type { Palette } from "./use-palette";

export type SeriesMark = { x: number; text: string; tone?: "bad" | "plain" };
export type EndLabel = { text: string; colour: string; values: Aligned["lines"][number] };

const smallPrint = "11px";

/** Names at the lines' ends, pushed apart where they would touch. Drawn onto uPlot's canvas, in its pixels. */
export function drawEndLabels(plot: uPlot, labels: readonly EndLabel[], font: string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const gap = 13 * ratio;
  const placed = labels
    .flatMap(({ text, colour, values }) => {
      const at = lastInSight(plot, values);
      const value = at === null ? null : values[at];
      return at === null || typeof value !== "number"
        ? []
        : [{ text, colour, y: plot.valToPos(value, "y", true) }];
    })
    .toSorted((a, b) => a.y - b.y);
  for (let i = 1; i < placed.length; i++) {
    const [above, label] = [placed[i - 1], placed[i]];
    if (above && label) label.y = Math.max(label.y, above.y + gap);
  }
  let room = bbox.top + bbox.height - 2 * ratio;
  for (const label of placed.toReversed()) {
    label.y = Math.min(label.y, room);
    room = label.y - gap;
  }
  ctx.save();
  ctx.font = `${smallPrint.replace(/\d+/, (px) => String(Number(px) * ratio))} ${font}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  const left = bbox.left + bbox.width + 8 * ratio;
  for (const { text, colour, y } of placed) {
    ctx.fillStyle = colour;
    ctx.fillText(shorten(ctx, text, ctx.canvas.width - left - 2 * ratio), left, y);
  }
  ctx.restore();
}

function lastInSight(plot: uPlot, values: Aligned["lines"][number]): number | null {
  const { min, max } = plot.scales.x ?? {};
  for (let at = values.length - 1; at >= 0; at--) {
    const x = plot.data[0][at] ?? 0;
    if (typeof values[at] === "number" && x <= (max ?? Infinity) && x >= (min ?? -Infinity)) return at;
  }
  return null;
}

/** A text cut in its middle to `width`. */
function shorten(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text;
  for (let keep = text.length - 2; keep > 3; keep--) {
    const cut = `${text.slice(0, Math.ceil(keep / 2))}…${text.slice(-Math.floor(keep / 2))}`;
    if (ctx.measureText(cut).width <= width) return cut;
  }
  return "…";
}

/** Moments that matter as dashed lines with their names at the top. */
export function drawMarks(plot: uPlot, marks: readonly SeriesMark[], palette: Palette, font: string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * ratio}px ${font}`;
  ctx.textBaseline = "top";
  ctx.textAlign = "left";
  ctx.lineWidth = ratio;
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  const taken = [0, 0, 0];
  for (const { x, text, tone } of marks.toSorted((a, b) => a.x - b.x)) {
    const at = Math.round(plot.valToPos(x, "x", true));
    if (at < bbox.left || at > bbox.left + bbox.width) continue;
    ctx.strokeStyle = tone === "bad" ? palette["bad-mark"] : palette["ink-3"];
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
    const wide = ctx.measureText(text).width;
    const left = Math.min(at + 4 * ratio, bbox.left + bbox.width - wide);
    const row = taken.findIndex((end) => end <= left);
    if (row < 0) continue;
    taken[row] = left + wide + 8 * ratio;
    ctx.fillStyle = tone === "bad" ? palette.bad : palette["ink-3"];
    ctx.fillText(text, left, bbox.top + (1 + row * 13) * ratio);
  }
  ctx.restore();
}

/** What has no height: triangles at the upper and lower edge for ±∞, a cross at the lower for NaN. */
export function drawEdges(plot: uPlot, edges: readonly EdgeMark[], colours: readonly string[]): void {
  const { ctx, bbox } = plot;
  const r = 3.5 * devicePixelRatio;
  const [top, bottom] = [bbox.top + r + 1, bbox.top + bbox.height - r - 1];
  ctx.save();
  ctx.lineWidth = 1.4 * devicePixelRatio;
  for (const { series, x, kind } of edges) {
    const at = plot.valToPos(x, "x", true);
    if (at < bbox.left || at > bbox.left + bbox.width) continue;
    ctx.fillStyle = ctx.strokeStyle = colours[series] ?? "gray";
    ctx.beginPath();
    if (kind === "NaN") {
      ctx.moveTo(at - r, bottom - r);
      ctx.lineTo(at + r, bottom + r);
      ctx.moveTo(at + r, bottom - r);
      ctx.lineTo(at - r, bottom + r);
      ctx.stroke();
    } else {
      const [base, tip] = kind === "+∞" ? [top + r, top - r] : [bottom - r, bottom + r];
      ctx.moveTo(at - r, base);
      ctx.lineTo(at + r, base);
      ctx.lineTo(at, tip);
      ctx.fill();
    }
  }
  ctx.restore();
}
