import "server-only";
import { log } from "@/server/foundation/log";

/**
 * Has what libraries print with `console.error` and its kin go through the log, where it gets the request's id and
 * loses credentials. `console.log` stays what the command line tells the person who started it.
 */
export function captureConsole(): void {
  const levels = { error: "error", warn: "warn", info: "info", debug: "debug" } as const;
  for (const [method, level] of Object.entries(levels)) {
    Object.assign(console, {
      [method]: (...printed: unknown[]) => {
        const words = printed.filter((part) => typeof part === "string");
        const [error, ...others] = printed.filter((part) => typeof part !== "string");
        log[level](
          { error, ...(others.length > 0 ? { others } : {}) },
          words.join(" ") || "A library reported an error",
        );
      },
    });
  }
}
