import {
  Box,
  CircleArrowUp,
  ClipboardList,
  GitBranch,
  type LucideIcon,
  MessageSquare,
  Plug,
  User,
} from "lucide-react";
import { paths } from "@/components/shell/paths";
import type { PaletteGroup, PaletteItem } from "@/components/shell/shell-data";
import { visibleText } from "@/components/ui/visible-text";
import type { Found } from "@/server/search/schema";

const groups: { kind: Found["kind"]; title: string }[] = [
  { kind: "version", title: "Versions" },
  { kind: "model", title: "Models" },
  { kind: "promotion", title: "Promotions" },
  { kind: "run", title: "Runs" },
  { kind: "feedback", title: "Feedback" },
  { kind: "form", title: "Forms" },
  { kind: "connection", title: "Connections" },
  { kind: "person", title: "People" },
];

/** What the search found, as the palette shows it. */
export function paletteGroups(items: readonly Found[]): PaletteGroup[] {
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
      return line(
        visibleText(found.name),
        found.project,
        Box,
        paths.model(found.name, { project: found.project }),
      );
    case "version": {
      const href = paths.version(found.model, found.version, { project: found.project });
      return line(`${visibleText(found.model)} v${found.version}`, found.project, Box, href);
    }
    case "promotion": {
      const label = `${visibleText(found.model)} v${found.version} to ${found.environment}`;
      return line(label, found.status.replace("_", " "), CircleArrowUp, paths.promotion(found.id));
    }
    case "feedback": {
      const href = paths.feedback({ project: found.project, status: found.status, item: found.id });
      return line(found.title, `${visibleText(found.model)} · ${found.status}`, MessageSquare, href);
    }
    case "form": {
      const sub = `${visibleText(found.model)} in ${found.environment} · /forms/${found.slug}`;
      return line(found.title, sub, ClipboardList, paths.forms({ project: found.project }));
    }
    case "connection":
      return line(found.name, found.vendor, Plug, paths.connection(found.id));
    case "person":
      return line(found.name, found.email, User, paths.people());
  }
}
