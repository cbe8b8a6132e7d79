import { formatCount } from "@/components/ui/format";
import type { Shape } from "@/components/ui/state-icon";
import { vendorOf } from "@/server/backends/vendors";
import type { Connection } from "@/server/connections/schema";

/** The state of a connection as shape and word. */
export function stateOf({ status, progress }: Pick<Connection, "status" | "progress">): {
  shape: Shape;
  word: string;
} {
  if (status === "paused") return { shape: "off", word: "paused" };
  if (status === "failing") return { shape: "bad", word: "failing" };
  if (progress) return { shape: "run", word: "reading" };
  if (status === "late") return { shape: "wait", word: "late" };
  return status === "healthy" ? { shape: "ok", word: "healthy" } : { shape: "idle", word: "not read yet" };
}

/** The counts of what was read, named as the vendor names it. */
export function countsOf({
  vendor,
  counts,
}: Pick<Connection, "vendor" | "counts">): { name: string; count: number }[] {
  const { capabilities, words } = vendorOf(vendor);
  const names = {
    pipelines: words.pipeline,
    runs: { one: "run", many: "runs" },
    ...(capabilities.includes("registry") && {
      models: { one: "model", many: "models" },
      versions: { one: "version", many: "versions" },
    }),
  };
  return Object.entries(names).flatMap(([key, { one, many }]) => {
    const count = counts[key];
    return count === undefined ? [] : [{ name: count === 1 ? one : many, count }];
  });
}

/** `1,284 runs, 3 models` */
export const countWords = (connection: Pick<Connection, "vendor" | "counts">): string =>
  countsOf(connection)
    .map(({ name, count }) => `${formatCount(count)} ${name}`)
    .join(", ");

/** How often a connection is read, in words: as the form offers it, or else in seconds. */
export function everyWords(everySeconds: unknown): string {
  const seconds = typeof everySeconds === "number" ? everySeconds : 30;
  const offered = everyOptions.find(({ value }) => Number(value) === seconds);
  return offered?.label ?? `every ${formatCount(seconds)} seconds`;
}

export const everyOptions = [
  { value: "10", label: "every 10 seconds" },
  { value: "30", label: "every 30 seconds" },
  { value: "60", label: "every minute" },
  { value: "300", label: "every 5 minutes" },
  { value: "900", label: "every 15 minutes" },
  { value: "3600", label: "every hour" },
];
