import type { IconName } from "@/components/ui/icons";
import { paths } from "./paths";
import type { ShellData } from "./shell-data";

export type NavItem = {
  icon: IconName;
  label: string;
  /** Pressed after `g`. */
  letter: string;
  path: (query: { project?: string | null }) => string;
  count?: (counts: ShellData["counts"]) => { text: string; says: string; hot?: boolean } | null;
};

/** The rooms of the product in the order of the sidebar. */
export const navItems: NavItem[] = [
  { icon: "overview", label: "Overview", letter: "o", path: paths.overview },
  {
    icon: "runs",
    label: "Runs",
    letter: "r",
    path: paths.runs,
    count: ({ runsLive: n }) => (n > 0 ? { text: `${n} live`, says: `${n} running now` } : null),
  },
  { icon: "models", label: "Models", letter: "m", path: paths.models },
  {
    icon: "promotions",
    label: "Promotions",
    letter: "p",
    path: paths.promotions,
    count: ({ promotionsWaiting: n }) =>
      n > 0 ? { text: `${n}`, says: `${n} wait for you`, hot: true } : null,
  },
  {
    icon: "feedback",
    label: "Feedback",
    letter: "f",
    path: paths.feedback,
    count: ({ feedbackNew: n }) => (n > 0 ? { text: `${n}`, says: `${n} new` } : null),
  },
  { icon: "settings", label: "Settings", letter: "s", path: paths.settings },
];

/** The room an address lies in. */
export function roomOf(pathname: string): NavItem | undefined {
  return navItems.find((item) => {
    const root = item.path({});
    return root === "/" ? pathname === "/" : pathname === root || pathname.startsWith(`${root}/`);
  });
}
