/** Always in this order: what came before an object, and what came after it. */
export const traceKinds = [
  "commit",
  "pipeline",
  "data",
  "training",
  "version",
  "promotion",
  "deployment",
  "feedback",
] as const;
