import type { Better } from "./delta";

/** Which way a metric gets better, in words. */
export function directionWords(better: Better): string {
  return better ? `${better} is better` : "which way is better is not known";
}

/** The same where there is little room: "↓ better". Undefined where it is not known. */
export function directionMark(better: Better): string | undefined {
  return better ? `${better === "higher" ? "↑" : "↓"} better` : undefined;
}
