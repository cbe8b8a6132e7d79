import { CircleArrowUp, RefreshCw } from "lucide-react";
import { paths } from "@/components/shell/paths";
import type { PaletteItem } from "@/components/shell/shell-data";
import { visibleText } from "@/components/ui/visible-text";
import type { Right } from "@/server/access/rights";
import type { Found } from "@/server/search/schema";

/** What an action needs: the reader's rights, and what it does where it leads nowhere. */
export type Means = {
  whyNot: (right: Right, project?: string) => string | null;
  sync: (connection: { id: string; name: string }) => void;
};

/** Words that begin a command. What follows them is searched; the actions are then those with the word. */
const verbs: Record<string, string> = {
  sync: "sync",
  request: "request",
  promote: "request",
  approve: "approve",
  reject: "reject",
};

/** A typed line as a command: `sync a b` is to sync what is found for `a b`. `verb` is null where it is none. */
export function readCommand(query: string): { verb: string | null; words: string } {
  const [first = "", ...rest] = query.trim().split(/\s+/);
  const verb = verbs[first.toLowerCase()] ?? null;
  return verb && rest.length > 0 ? { verb, words: rest.join(" ") } : { verb: null, words: query.trim() };
}

/** How many of the objects that were found are offered actions. */
const most = 4;

/** The actions on what was found, those of a command alone where `verb` names one. */
export function objectActions(items: readonly Found[], verb: string | null, means: Means): PaletteItem[] {
  const all = items.flatMap((item) => actionOf(item, means) ?? []);
  return all.filter(({ label }) => !verb || label.toLowerCase().includes(verb)).slice(0, most);
}

function actionOf(found: Found, { whyNot, sync }: Means): PaletteItem | null {
  const id = `do ${found.kind} ${found.id}`;
  switch (found.kind) {
    case "model":
    case "version": {
      const { project } = found;
      const at =
        found.kind === "model" ? { model: found.name } : { model: found.model, version: found.version };
      return {
        id,
        label: `Request promotion of ${visibleText(at.model)}${at.version ? ` v${at.version}` : ""}`,
        icon: CircleArrowUp,
        href: paths.newPromotion({ ...at, project }),
        disabledReason: whyNot("promotions.request", project),
      };
    }
    case "promotion":
      if (found.status !== "pending") return null;
      return {
        id,
        label: `Approve or reject ${visibleText(found.model)} v${found.version} to ${found.environment}`,
        icon: CircleArrowUp,
        href: paths.promotion(found.id),
        disabledReason: whyNot("promotions.decide", found.project),
      };
    case "connection":
      return {
        id,
        label: `Sync ${found.name} now`,
        icon: RefreshCw,
        run: () => sync({ id: found.id, name: found.name }),
        disabledReason: whyNot("connections.manage", found.project),
      };
    default:
      return null;
  }
}
