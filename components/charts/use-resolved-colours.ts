"use client";
import { useEffect, useState } from "react";

function resolve(colours: readonly string[]): string[] {
  const probe = document.createElement("span");
  probe.style.display = "none";
  document.body.append(probe);
  const resolved = colours.map((colour) => {
    probe.style.color = colour;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return resolved;
}

/** The same colour, see-through: `share` between 0 and 1. Takes what `getComputedStyle` gives. */
export function seeThrough(colour: string, share: number): string {
  const [red = "0", green = "0", blue = "0"] = colour.match(/[\d.]+/g) ?? [];
  return `rgba(${red}, ${green}, ${blue}, ${share})`;
}

/**
 * Colours such as "var(--c1)" as a canvas understands them, resolved again when the reader or the system changes the
 * theme; null on the server.
 */
export function useResolvedColours(colours: readonly string[]): readonly string[] | null {
  const [resolved, setResolved] = useState<readonly string[] | null>(null);
  const key = colours.join("|");
  useEffect(() => {
    const update = () => setResolved(resolve(key.split("|")));
    update();
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const watch = new MutationObserver(update);
    watch.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    scheme.addEventListener("change", update);
    return () => {
      watch.disconnect();
      scheme.removeEventListener("change", update);
    };
  }, [key]);
  return resolved;
}
