import type { LaunchOptions } from "@playwright/test";
import { findChromium } from "@/server/cli/chromium.mjs";

/** How tests and measurements start Chromium: the one on the PATH, else Playwright's own. */
export const chromiumOptions = {
  executablePath: findChromium() ?? undefined,
  args: [
    // Chromium's sandbox refuses root.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
} satisfies LaunchOptions;
