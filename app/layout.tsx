import "./globals.css";
import type { Metadata, Viewport } from "next";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { Providers } from "@/components/shell/providers";
import { themeOf } from "@/components/shell/theme";
import { TrpcProvider } from "@/components/shell/trpc";
import { themeChoice } from "@/server/http/auth";
import { fontClasses } from "./fonts";

/** What tabs, search engines, home screens and previews of shared links show. */
export function generateMetadata(): Metadata {
  return {
    metadataBase: new URL(process.env.TERRAPIN_URL ?? "http://localhost:3000"),
    title: { default: "Terrapin", template: "%s · Terrapin" },
    description: "Where an ML team agrees on what goes to production.",
    manifest: "/manifest.webmanifest",
    icons: {
      icon: [
        { url: "/favicon.ico", sizes: "32x32" },
        { url: "/icon.svg", type: "image/svg+xml" },
      ],
      apple: "/apple-touch-icon.png",
    },
    openGraph: {
      type: "website",
      siteName: "Terrapin",
      images: [{ url: "/social.png", width: 1200, height: 630, alt: "Terrapin" }],
    },
    twitter: { card: "summary_large_image" },
  };
}

/** `--bg` of globals.css. */
const background = { light: "#f8f8f6", dark: "#111210" };

/** The bar of a phone's browser has the colour of the page. */
export async function generateViewport(): Promise<Viewport> {
  const theme = themeOf((await themeChoice()).value);
  return {
    width: "device-width",
    initialScale: 1,
    viewportFit: "cover",
    themeColor: theme
      ? background[theme]
      : [
          { media: "(prefers-color-scheme: light)", color: background.light },
          { media: "(prefers-color-scheme: dark)", color: background.dark },
        ],
  };
}

/** Every page: fonts, colours, and what is shared below. Dynamic throughout, since each answer has its own nonce. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const { cookie, value } = await themeChoice();
  return (
    <html
      lang="en"
      className={fontClasses}
      data-theme={themeOf(value) ?? undefined}
      data-theme-cookie={cookie}
    >
      <body>
        <NuqsAdapter>
          <TrpcProvider>
            <Providers>{children}</Providers>
          </TrpcProvider>
        </NuqsAdapter>
      </body>
    </html>
  );
}
