import type { NextConfig } from "next";

/** Sent with every answer, API included. What depends on the page (the policy for scripts) is set in proxy.ts. */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
];

const config: NextConfig = {
  // A second tree lets a development server run beside a built one.
  distDir: process.env.TERRAPIN_BUILD_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` checks types, faster; whoever starts Terrapin need not wait for it again.
  typescript: { ignoreBuildErrors: true },
  // These bring native code or expect to be loaded once: they stay outside the bundles.
  serverExternalPackages: ["pg", "pg-boss", "@node-rs/argon2", "pino", "pino-pretty"],
  // Title and description stand in the head for everyone, and are not streamed into the body.
  htmlLimitedBots: /.*/,
  allowedDevOrigins: ["127.0.0.1", "localhost"],
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};

export default config;
