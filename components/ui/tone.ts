/** The meanings of colour. `plain` has none, `ink` marks the main item. */
export type Tone = "plain" | "ink" | "ok" | "bad" | "wait" | "run" | "idle";

export const toneText: Record<Tone, string> = {
  plain: "text-ink-2",
  ink: "text-ink",
  ok: "text-ok",
  bad: "text-bad",
  wait: "text-wait",
  run: "text-run",
  idle: "text-ink-3",
};

export const toneMark: Record<Tone, string> = {
  plain: "bg-idle-mark",
  ink: "bg-ink",
  ok: "bg-ok-mark",
  bad: "bg-bad-mark",
  wait: "bg-wait-mark",
  run: "bg-run-mark",
  idle: "bg-idle-mark",
};
