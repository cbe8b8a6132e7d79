import { valueWords } from "@/server/comparisons/words";
import type { Bound } from "./kind";

/** A bound as it is asked for: "at least 0.95". */
export const boundWords = ({ kind, value }: Bound): string =>
  `${kind === "atLeast" ? "at least" : "at most"} ${valueWords(value)}`;

/** Where a value is that breaks the bound: "under 0.95". */
export const pastWords = ({ kind, value }: Bound): string =>
  `${kind === "atLeast" ? "under" : "over"} ${valueWords(value)}`;
