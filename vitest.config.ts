import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: path("./") },
      { find: "server-only", replacement: path("./test/empty-module.ts") },
    ],
  },
  oxc: { jsx: { runtime: "automatic" } },
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    exclude: ["test/browser/**", "**/node_modules/**", "test/peers/.venv/**"],
    globalSetup: ["test/database-server.ts"],
    pool: "forks",
    // The browser's API for server-sent events, which Node has behind a flag.
    execArgv: ["--experimental-eventsource"],
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A zone with daylight saving and half an hour off: what silently assumes UTC fails here.
    env: {
      TZ: "America/St_Johns",
      TERRAPIN_SECRET: "a secret of the tests, long enough for anyone",
      TERRAPIN_LOG_LEVEL: "silent",
    },
  },
});
