import { Box, CircleArrowUp, GitBranch, type LucideIcon, Plug, User } from "lucide-react";
import { paths } from "@/components/shell/paths";
import type { PaletteGroup, PaletteItem } from "@/components/shell/shell-data";
import type { Found } from "@/server/search/schema";

const groups: { kind: Found["kind"]; title: string }[] = [
  { kind: "version", title: "Versions" },
  { kind: "model", title: "Models" },
  { kind: "promotion", title: "Promotions" },
  { kind: "run", title: "Runs" },
  { kind: "connection", title: "Connections" },
  { kind: "person", title: "People" },
];

/** What the search found, as the palette shows it. */
export function paletteGroups({ items }: { items: Found[] }): PaletteGroup[] {
  return groups
    .map(({ kind, title }) => ({ title, items: items.filter((item) => item.kind === kind).map(toItem) }))
    .filter((group) => group.items.length > 0);
}

function toItem(found: Found): PaletteItem {
  const line = (label: string, sub: string, icon: LucideIcon, href: string) => ({
    id: found.id,
    label,
    sub,
    icon,
    href,
  });
  switch (found.kind) {
    case "run": {
      const number = found.number ? ` #${found.number}` : "";
      const sub = [found.status, found.branch].filter(Boolean).join(" · ");
      return line(`${found.name}${number}`, sub, GitBranch, paths.run(found.id));
    }
    case "model":
      return line(found.name, found.project, Box, paths.model(found.name, { project: found.project }));
    case "version": {
      const href = paths.version(found.model, found.version, { project: found.project });
      return line(`${found.model} v${found.version}`, found.project, Box, href);
    }
    case "promotion": {
      const label = `${found.model} v${found.version} to ${found.environment}`;
      return line(label, found.status.replace("_", " "), CircleArrowUp, paths.promotion(found.id));
    }
    case "connection":
      return line(found.name, found.vendor, Plug, paths.connection(found.id));
    case "person":
      return line(found.name, found.email, User, paths.people());
  }
}
