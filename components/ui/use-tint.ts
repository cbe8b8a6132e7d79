"use client";
import { useEffect, useRef, useState } from "react";

/**
 * Keys of what has changed or come in while it was being looked at, for one second each: give them
 * `animate-tint`. `items` maps each key to anything that differs once the item has changed. The first items seen
 * are not tinted; nor are more than a dozen at once, which is another page and not news.
 */
export function useTint(items: ReadonlyMap<string, string | number>): ReadonlySet<string> {
  const seen = useRef<ReadonlyMap<string, string | number> | null>(null);
  const [tinted, setTinted] = useState<ReadonlySet<string>>(new Set());

  useEffect(() => {
    const before = seen.current;
    if (items.size > 0) seen.current = items;
    if (!before) return;
    const changed = [...items].filter(([key, version]) => before.get(key) !== version).map(([key]) => key);
    if (changed.length === 0 || changed.length > 12) return;
    setTinted(new Set(changed));
    const timer = setTimeout(() => setTinted(new Set()), 1000);
    return () => clearTimeout(timer);
  }, [items]);

  return tinted;
}
