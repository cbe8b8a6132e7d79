"use client";
import { useEffect, useRef, useState } from "react";

/**
 * Keys of the items that changed or arrived while the list was shown, for one second each: give them `animate-tint`.
 * `items` maps each key to a string that differs after a change. The first items are not tinted. Neither are more than
 * a dozen at once, since then the list itself was replaced.
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
