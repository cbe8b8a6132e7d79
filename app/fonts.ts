import localFont from "next/font/local";

/** The two faces of the product, served from our own origin out of the `@fontsource-variable` packages. */
export const sans = localFont({
  src: "../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  weight: "100 900",
  variable: "--font-inter",
  display: "swap",
});

export const mono = localFont({
  src: "../node_modules/@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
  weight: "100 800",
  variable: "--font-jetbrains",
  display: "swap",
  preload: false,
  // The default fallback is Arial; the next families in `--font-mono` have the same character width, so nothing moves.
  adjustFontFallback: false,
});

/** Put on `<html>`: both faces as CSS variables, which globals.css reads. */
export const fontClasses = `${sans.variable} ${mono.variable}`;
