import "./globals.css";
import type { Metadata, Viewport } from "next";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { Providers } from "@/components/shell/providers";
import { themeOf } from "@/components/shell/theme";
import { TrpcProvider } from "@/components/shell/trpc";
import { themeChoice } from "@/server/http/auth";
import { fontClasses } from "./fonts";

export const metadata: Metadata = {
  title: { default: "Terrapin", template: "%s · Terrapin" },
  description: "Where an ML team agrees on what goes to production.",
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, viewportFit: "cover" };

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
