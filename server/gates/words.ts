import { betterOf } from "@/server/metrics/better";
import type { Gate } from "./schema";

/** A measure in words: at most six significant digits, with a real minus sign. */
export function plain(value: number): string {
  return String(Number(value.toPrecision(6))).replace("-", "−");
}

/** A difference in words, always with its sign. */
export function signed(value: number): string {
  return value > 0 ? `+${plain(value)}` : value < 0 ? plain(value) : "±0";
}

/** A gate as it is read: "recall beats the champion by at least 0.005". */
export function label(gate: Gate): string {
  if ("atLeast" in gate) return `${gate.metric} is at least ${plain(gate.atLeast)}`;
  if ("atMost" in gate) return `${gate.metric} is at most ${plain(gate.atMost)}`;
  const by = gate.beatsChampionBy;
  if (by < 0) return `${gate.metric} loses at most ${plain(-by)} to the champion`;
  if (by === 0) return `${gate.metric} is no worse than the champion`;
  return `${gate.metric} beats the champion by at least ${plain(by)}`;
}

/** Which way the gate counts, for whoever writes it. */
export function directionWords(metric: string): string {
  const better = betterOf(metric);
  if (better === "lower") return "lower is better";
  if (better === "higher") return "higher is better";
  return "its name does not say which way it improves: higher is taken as better";
}
