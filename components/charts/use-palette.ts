"use client";
import { useEffect, useState } from "react";

const names = [
  "ink",
  "ink-2",
  "ink-3",
  "line",
  "surface",
  "bad",
  "bad-mark",
  "wait",
  "c1",
  "c2",
  "c3",
  "c4",
  "c5",
  "c6",
  "c7",
  "c8",
] as const;

/** The colours of the theme as a canvas understands them. */
export type Palette = Record<(typeof names)[number], string>;

function read(): Palette {
  const probe = document.createElement("span");
  probe.style.display = "none";
  document.body.append(probe);
  const palette = Object.fromEntries(
    names.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    }),
  ) as Palette;
  probe.remove();
  return palette;
}

/** The same colour, see-through: `share` between 0 and 1. Takes what `getComputedStyle` gives. */
export function seeThrough(colour: string, share: number): string {
  const [red = "0", green = "0", blue = "0"] = colour.match(/[\d.]+/g) ?? [];
  return `rgba(${red}, ${green}, ${blue}, ${share})`;
}

/** The theme's colours, read anew when the reader or the system changes the theme; null on the server. */
export function usePalette(): Palette | null {
  const [palette, setPalette] = useState<Palette | null>(null);
  useEffect(() => {
    const update = () => setPalette(read());
    update();
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const watch = new MutationObserver(update);
    watch.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    scheme.addEventListener("change", update);
    return () => {
      watch.disconnect();
      scheme.removeEventListener("change", update);
    };
  }, []);
  return palette;
}
