import { Box, CircleArrowUp, GitBranch, House, type LucideIcon, MessageSquare, Settings } from "lucide-react";
import { paths } from "./paths";
import type { ShellData } from "./shell-data";

export type NavItem = {
  icon: LucideIcon;
  label: string;
  /** Pressed after `g`. */
  letter: string;
  path: (query: { project?: string | null; status?: string }) => string;
  /** How many of its things want a look; `query` narrows the room to exactly those. */
  count?: (counts: ShellData["counts"]) => {
    text: string;
    says: string;
    hot?: boolean;
    query?: { status: string };
  } | null;
};

/** The rooms of the product in the order of the sidebar. */
export const navItems: NavItem[] = [
  { icon: House, label: "Overview", letter: "o", path: paths.overview },
  {
    icon: GitBranch,
    label: "Runs",
    letter: "r",
    path: paths.runs,
    count: ({ runsLive: n }) =>
      n > 0
        ? {
            text: `${n} live`,
            says: "queued, running or waiting",
            query: { status: "queued,running,waiting" },
          }
        : null,
  },
  { icon: Box, label: "Models", letter: "m", path: paths.models },
  {
    icon: CircleArrowUp,
    label: "Promotions",
    letter: "p",
    path: paths.promotions,
    count: ({ promotionsWaiting: n }) =>
      n > 0 ? { text: `${n}`, says: `${n} wait for you`, hot: true } : null,
  },
  {
    icon: MessageSquare,
    label: "Feedback",
    letter: "f",
    path: paths.feedback,
    count: ({ feedbackNew: n }) => (n > 0 ? { text: `${n}`, says: `${n} new` } : null),
  },
  { icon: Settings, label: "Settings", letter: "s", path: paths.settings },
];

/** The room an address lies in. */
export function roomOf(pathname: string): NavItem | undefined {
  return navItems.find((item) => {
    const root = item.path({});
    return root === "/" ? pathname === "/" : pathname === root || pathname.startsWith(`${root}/`);
  });
}
