"use client";
import { paths } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";
import { copyText } from "@/components/ui/copyable";
import { formatCount } from "@/components/ui/format";
import { toast } from "@/components/ui/toast";
import { useHotkeys } from "@/components/ui/use-hotkeys";

/** What can be done with the marked runs. It says how many of them the list does not show. */
export function MarkedRuns(props: {
  marked: ReadonlySet<string>;
  listed: readonly { id: string }[];
  onClear: () => void;
}) {
  const { marked, listed, onClear } = props;
  useHotkeys([{ keys: "Escape", label: "Clear the marks", run: onClear }], { when: marked.size > 0 });
  if (marked.size === 0) return null;
  const away = marked.size - listed.filter((run) => marked.has(run.id)).length;
  const copy = async () => {
    const links = [...marked].map((id) => `${location.origin}${paths.run(id)}`);
    const copied = await copyText(links.join("\n"));
    toast(
      copied
        ? { text: links.length === 1 ? "The link is copied" : `${links.length} links are copied`, tone: "ok" }
        : { text: "The browser does not allow copying here", tone: "bad" },
    );
  };
  return (
    <section
      aria-label="Marked runs"
      className="flex flex-none items-center gap-2 border-t border-line bg-sunken px-3 py-1.5"
    >
      <span role="status" className="font-medium">
        {formatCount(marked.size)} {marked.size === 1 ? "run" : "runs"} marked
      </span>
      {away > 0 && <span className="text-ink-3">{formatCount(away)} not in this list</span>}
      <span className="ml-auto flex gap-2">
        <Button size="s" onClick={copy}>
          Copy {marked.size === 1 ? "link" : "links"}
        </Button>
        <Button size="s" variant="ghost" hotkey="Esc" onClick={onClear}>
          Clear
        </Button>
      </span>
    </section>
  );
}
