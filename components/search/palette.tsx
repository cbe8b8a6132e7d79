"use client";
import { Command } from "cmdk";
import { ChevronRight, Contrast, LogOut, Search as SearchIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { navItems } from "@/components/shell/nav";
import type { PaletteGroup, PaletteItem, Search } from "@/components/shell/shell-data";
import { chooseTheme } from "@/components/shell/theme";
import { errorText } from "@/components/ui/error-text";
import { Kbd } from "@/components/ui/kbd";
import { activeHotkeys } from "@/components/ui/use-hotkeys";
import { useModal } from "@/components/ui/use-modal";

type Found = { query: string; groups: PaletteGroup[]; failed?: string };

/** Objects, pages and actions by a few letters (⌘K). Loaded when first opened. */
export function Palette(props: {
  close: () => void;
  search: Search;
  project: string | null;
  signOut: () => void;
}) {
  const { close, search, project, signOut } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const router = useRouter();
  const [query, setQuery] = useState("");
  const [actions] = useState(pageActions);
  const found = useFound(query.trim(), search);

  useModal(dialog, (element) => element.querySelector("input"));

  const own: PaletteGroup[] = [
    { title: "On this page", items: actions },
    {
      title: "Pages",
      items: navItems.map((item) => ({
        id: item.label,
        label: item.label,
        icon: item.icon,
        hotkey: `G ${item.letter.toUpperCase()}`,
        href: item.path({ project }),
      })),
    },
    {
      title: "Actions",
      items: [
        { id: "light", label: "Use the light theme", icon: Contrast, run: () => chooseTheme("light") },
        { id: "dark", label: "Use the dark theme", icon: Contrast, run: () => chooseTheme("dark") },
        { id: "system", label: "Use the theme of the system", icon: Contrast, run: () => chooseTheme(null) },
        { id: "out", label: "Sign out", icon: LogOut, run: signOut },
      ],
    },
  ];
  const words = query.trim().toLowerCase().split(/\s+/);
  const fits = (item: PaletteItem) => words.every((word) => item.label.toLowerCase().includes(word));
  const groups = [
    ...found.groups,
    ...own.map((group) => ({ ...group, items: group.items.filter(fits) })),
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
            placeholder="A run, model, version, commit, page or action"
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
                  onSelect={() => choose(item)}
                  className="flex h-9 cursor-pointer items-center gap-2.5 rounded-m px-2.5 data-[selected=true]:bg-accent-soft"
                >
                  <ItemIcon of={item.icon} />
                  <span className="min-w-0 truncate">{item.label}</span>
                  {item.sub && (
                    <span className="min-w-0 flex-1 truncate text-sub text-ink-3">{item.sub}</span>
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
function pageActions(): PaletteItem[] {
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

/** What the search finds for `query`, asked 120 ms after the last letter; the last answer stays meanwhile. */
function useFound(query: string, search: Search): Found {
  const [found, setFound] = useState<Found>({ query: "", groups: [] });
  useEffect(() => {
    if (!query) {
      setFound({ query: "", groups: [] });
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      search(query, stop.signal)
        .then((groups) => stop.signal.aborted || setFound({ query, groups }))
        .catch((error: unknown) => {
          if (!stop.signal.aborted) setFound({ query, groups: [], failed: errorText(error).what });
        });
    }, 120);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query, search]);
  return found;
}
