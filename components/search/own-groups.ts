import { Contrast, LogOut, Settings } from "lucide-react";
import { settingsMap } from "@/components/settings/settings-map";
import { navItems } from "@/components/shell/nav";
import type { PaletteGroup, PaletteItem } from "@/components/shell/shell-data";
import { chooseTheme } from "@/components/shell/theme";

/** The lines in whose words all words of `query` occur. */
export function fitting(query: string, items: readonly PaletteItem[]): PaletteItem[] {
  const words = query.trim().toLowerCase().split(/\s+/);
  return items.filter(({ label, sub = "" }) => {
    const text = `${label} ${sub}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** What the palette offers everywhere: the pages, those of settings once something is typed, theme and sign-out. */
export function ownGroups(query: string, project: string | null, signOut: () => void): PaletteGroup[] {
  const pages = navItems.map((item) => ({
    id: item.label,
    label: item.label,
    icon: item.icon,
    hotkey: `G ${item.letter.toUpperCase()}`,
    href: item.path({ project }),
  }));
  const settings = settingsMap
    .flatMap(({ entries }) => entries)
    .map(({ label, says, path }) => ({
      id: label,
      label,
      sub: says,
      icon: Settings,
      href: path({ project }),
    }));
  const themes = [
    { id: "light", label: "Use the light theme", icon: Contrast, run: () => chooseTheme("light") },
    { id: "dark", label: "Use the dark theme", icon: Contrast, run: () => chooseTheme("dark") },
    { id: "system", label: "Use the theme of the system", icon: Contrast, run: () => chooseTheme(null) },
  ];
  const session = { id: "out", label: "Sign out", icon: LogOut, run: signOut };
  return [
    { title: "Pages", items: fitting(query, pages) },
    { title: "Settings", items: query.trim() ? fitting(query, settings) : [] },
    { title: "Actions", items: fitting(query, [...themes, session]) },
  ];
}
