import type { LucideIcon } from "lucide-react";
import type { Tone } from "@/components/ui/tone";

/** What the frame around every page shows. */
export type ShellData = {
  person: { name: string; email: string; isOwner: boolean };
  projects: { slug: string; name: string }[];
  counts: { runsLive: number; promotionsWaiting: number; feedbackNew: number };
  connections: {
    id: string;
    name: string;
    state: Tone;
    /** When it was last read to the end (ISO 8601); null before the first time. */
    syncedAt: string | null;
    href: string;
  }[];
};

/** One line of the command palette: it leads somewhere or does something, or says why the reader may not. */
export type PaletteItem = {
  id: string;
  label: string;
  sub?: string;
  icon?: LucideIcon;
  hotkey?: string;
  href?: string;
  run?: () => void;
  disabledReason?: string | null | false;
};
export type PaletteGroup = { title: string; items: PaletteItem[] };
