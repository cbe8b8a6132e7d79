import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "@/components/shell/providers";
import { THEME_COOKIE, themeOf } from "@/components/shell/theme";
import { TrpcProvider } from "@/components/shell/trpc";
import { fontClasses } from "./fonts";

export const metadata: Metadata = {
  title: { default: "Terrapin", template: "%s · Terrapin" },
  description: "Where an ML team agrees on what goes to production.",
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, viewportFit: "cover" };

/** Every page: fonts, colours, and what is shared below. Dynamic throughout, since each answer has its own nonce. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeOf((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang="en" className={fontClasses} data-theme={theme ?? undefined}>
      <body>
        <TrpcProvider>
          <Providers>{children}</Providers>
        </TrpcProvider>
      </body>
    </html>
  );
}
