import { nameIn } from "@/components/shell/paths";
import { visibleText } from "@/components/ui/visible-text";

/** The objects that have pages, by the beginning of their address. The rest of the address names one. */
const objects: [RegExp, (name: string) => string][] = [
  [/^\/runs\/([^/]+)$/, (id) => `There is no run ${id}`],
  [/^\/models\/([^/]+)\/versions\/([^/]+)$/, (name) => `There is no ${name}`],
  [/^\/models\/([^/]+)$/, (name) => `There is no model ${name}`],
  [/^\/promotions\/([^/]+)$/, (id) => `There is no promotion ${id}`],
  [/^\/settings\/connections\/([^/]+)$/, (id) => `There is no connection ${id}`],
];

/** What is not at an address, in words. */
export function missingWords(pathname: string): { title: string; why: string } {
  for (const [pattern, words] of objects) {
    const [found, ...names] = pattern.exec(pathname) ?? [];
    if (found === undefined) continue;
    return {
      title: words(names.map(decoded).join(" v")),
      why: "It may have been removed, or it belongs to a project that you are not in.",
    };
  }
  return { title: `There is nothing at ${decoded(pathname)}`, why: "The link may not be whole." };
}

/** An address as a person reads it; one that is not well formed stays as it is. */
function decoded(text: string): string {
  try {
    return visibleText(nameIn(text));
  } catch {
    return text;
  }
}
