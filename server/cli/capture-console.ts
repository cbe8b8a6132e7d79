import "server-only";
import { log } from "@/server/foundation/log";

/**
 * Sends what libraries print with `console.error`, `warn`, `info` and `debug` to the log, which adds the request's id
 * and redacts credentials. `console.log` stays for the output of the command line.
 */
export function captureConsole(): void {
  const levels = { error: "error", warn: "warn", info: "info", debug: "debug" } as const;
  for (const [method, level] of Object.entries(levels)) {
    Object.assign(console, {
      [method]: (...printed: unknown[]) => {
        const texts = printed.filter((part) => typeof part === "string");
        const [error, ...others] = printed.filter((part) => typeof part !== "string");
        log[level](
          { error, ...(others.length > 0 ? { others } : {}) },
          texts.join(" ") || "A library reported an error",
        );
      },
    });
  }
}
