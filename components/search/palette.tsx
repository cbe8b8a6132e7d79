"use client";
import { Command } from "cmdk";
import { ChevronRight, Search as SearchIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { useOfferedActions } from "@/components/shell/palette-actions";
import type { PaletteItem } from "@/components/shell/shell-data";
import { cx } from "@/components/ui/cx";
import { Kbd } from "@/components/ui/kbd";
import { activeHotkeys } from "@/components/ui/use-hotkeys";
import { useModal } from "@/components/ui/use-modal";
import { fitting, ownGroups } from "./own-groups";
import { useFound } from "./use-found";

/** Objects, pages and actions by a few letters (⌘K). Loaded when first opened. */
export function Palette(props: { close: () => void; project: string | null; signOut: () => void }) {
  const { close, project, signOut } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const router = useRouter();
  const [query, setQuery] = useState("");
  const [keys] = useState(pageKeys);
  const offered = useOfferedActions();
  const found = useFound(query.trim());

  useModal(dialog, (element) => element.querySelector("input"));

  const groups = [
    ...(found.commands ? [found.actions] : []),
    { title: "On this page", items: fitting(query, [...offered, ...keys]) },
    ...found.groups.slice(0, 1),
    ...(found.commands ? [] : [found.actions]),
    ...found.groups.slice(1),
    ...ownGroups(query, project, signOut),
  ].filter((group) => group.items.length > 0);

  function choose(item: PaletteItem) {
    close();
    if (item.href) router.push(item.href);
    item.run?.();
  }

  return (
    <dialog
      ref={dialog}
      aria-label="Search or jump to"
      onCancel={close}
      onPointerDown={(event) => event.target === event.currentTarget && close()}
      className="fixed inset-x-0 top-[12vh] mx-auto w-[min(600px,calc(100vw-24px))] overflow-hidden rounded-panel border border-line bg-surface p-0 shadow-float max-md:top-3"
    >
      <Command shouldFilter={false} label="Search or jump to" loop>
        <div className="flex h-11 items-center gap-2 border-b border-line px-3.5">
          <SearchIcon size={14} className="text-ink-3" />
          <Command.Input
            value={query}
            onValueChange={setQuery}
            maxLength={500}
            placeholder="A run, model, commit, report, page or action"
            className="h-full min-w-0 flex-1 bg-transparent text-lead outline-none"
          />
          <Kbd>Esc</Kbd>
        </div>
        <Command.List className="max-h-[min(420px,60vh)] overflow-y-auto overscroll-contain p-1.5">
          <Command.Empty className="px-2.5 py-6 text-center text-ink-3">
            {found.query === query.trim() ? `Nothing is called “${query.trim()}”.` : "Searching…"}
          </Command.Empty>
          {found.failed && <p className="px-2.5 py-1.5 text-sub text-bad">{found.failed}</p>}
          {groups.map((group) => (
            <Command.Group
              key={group.title}
              heading={group.title}
              className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-small [&_[cmdk-group-heading]]:text-ink-3"
            >
              {group.items.map((item) => (
                <Command.Item
                  key={item.id}
                  value={`${group.title} ${item.id}`}
                  disabled={Boolean(item.disabledReason)}
                  onSelect={() => choose(item)}
                  className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-m px-2.5 data-[disabled=true]:cursor-default data-[disabled=true]:text-ink-3 data-[selected=true]:bg-accent-soft"
                >
                  <ItemIcon of={item.icon} />
                  <span className="min-w-0 truncate">{item.label}</span>
                  {(item.disabledReason || item.sub) && (
                    <span
                      className={cx("min-w-0 flex-1 text-sub text-ink-3", !item.disabledReason && "truncate")}
                    >
                      {item.disabledReason || item.sub}
                    </span>
                  )}
                  {item.hotkey && (
                    <span className="ml-auto">
                      <Kbd>{item.hotkey}</Kbd>
                    </span>
                  )}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </dialog>
  );
}

function ItemIcon({ of: Icon = ChevronRight }: { of: PaletteItem["icon"] }) {
  return <Icon size={14} className="text-ink-3" />;
}

/** What the keys of the page below would do, as lines to choose. */
function pageKeys(): PaletteItem[] {
  const elsewhere = ["Everywhere", "Go to", "List"];
  return activeHotkeys()
    .filter((group) => !elsewhere.includes(group.title))
    .flatMap((group) => group.keys.filter((key) => !key.hidden))
    .map((key) => ({
      id: key.keys,
      label: key.label,
      hotkey: key.keys.toUpperCase(),
      run: () => key.run(new KeyboardEvent("keydown")),
    }));
}
