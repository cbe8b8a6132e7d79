"use client";
import { ChevronLeft, Menu as MenuIcon, Search } from "lucide-react";
import { usePathname } from "next/navigation";
import { crumbSlot } from "@/components/shell/crumbs";
import type { LiveState } from "@/components/shell/live";
import { roomOf } from "@/components/shell/nav";
import type { ShellData } from "@/components/shell/shell-data";
import { cx } from "@/components/ui/cx";
import { Dot } from "@/components/ui/dot";
import { IconButton } from "@/components/ui/icon-button";
import { Kbd } from "@/components/ui/kbd";
import { Link } from "@/components/ui/link";
import { useHydrated } from "@/components/ui/use-clock";
import { AccountMenu } from "./account-menu";

const liveLooks = {
  live: { tone: "ok", word: "live", says: "Changes appear by themselves" },
  connecting: { tone: "idle", word: "joining", says: "Connecting; changes will appear by themselves" },
  offline: { tone: "wait", word: "offline", says: "No connection to Terrapin: what you see may be old" },
} as const;

/** The bar over every page: where we are, the search, whether the page is live, and who is signed in. */
export function Bar(props: {
  person: ShellData["person"];
  project: string | null;
  live: LiveState;
  openDrawer: () => void;
  openSearch: () => void;
  showKeys: () => void;
  signOut: () => void;
}) {
  const { person, project, live, openDrawer, openSearch, showKeys, signOut } = props;
  const pathname = usePathname();
  const room = roomOf(pathname);
  const home = room?.path({ project });
  const look = liveLooks[live];
  return (
    <header className="flex h-(--bar) flex-none items-center gap-2 border-b border-line bg-bg px-5 max-md:h-[52px] max-md:px-2">
      <IconButton
        label="Menu"
        size="l"
        className="md:hidden [header:has(#crumbs:not(:empty))_&]:hidden"
        onClick={openDrawer}
      >
        <MenuIcon size={16} />
      </IconButton>
      <Link
        href={home ?? "/"}
        aria-label={`Back to ${room?.label ?? "Overview"}`}
        className="hidden size-11 flex-none place-items-center text-ink-3 max-md:[header:has(#crumbs:not(:empty))_&]:grid"
      >
        <ChevronLeft size={16} />
      </Link>
      <nav
        aria-label="Where you are"
        className="flex min-w-0 flex-1 items-center gap-1.5 text-ink-3 max-md:text-lead"
      >
        {room && (
          <Link
            href={home ?? "/"}
            className="flex-none font-semibold text-ink hover:underline has-[+span:not(:empty)]:font-normal has-[+span:not(:empty)]:text-ink-3 max-md:has-[+span:not(:empty)]:hidden"
          >
            {room.label}
          </Link>
        )}
        <span id={crumbSlot} className="flex min-w-0 items-center gap-1.5 empty:hidden" />
      </nav>
      <SearchButton open={openSearch} />
      <span
        role="status"
        title={look.says}
        className="flex items-center gap-1.5 pl-2 text-sub md:w-[76px] md:justify-end text-ink-3"
      >
        <Dot tone={look.tone} />
        <span className={cx(live === "offline" ? "text-wait" : "max-md:sr-only")}>{look.word}</span>
      </span>
      <AccountMenu person={person} showKeys={showKeys} signOut={signOut} />
    </header>
  );
}

function SearchButton({ open }: { open: () => void }) {
  // Only the browser knows its keyboard.
  const apple = useHydrated() && /Mac|iPhone|iPad/.test(navigator.platform);
  return (
    <button
      type="button"
      onClick={open}
      aria-keyshortcuts="Control+K Meta+K"
      className="flex h-control w-[280px] flex-none items-center gap-2 rounded-m border border-edge bg-surface px-2 text-left text-ink-3 hover:text-ink max-lg:w-44 max-md:size-11 max-md:justify-center max-md:border-transparent max-md:bg-transparent"
    >
      <Search size={14} />
      <span className="min-w-0 flex-1 truncate max-md:sr-only">Search or jump to…</span>
      <span aria-hidden="true" className="max-lg:hidden">
        <Kbd>{apple ? "⌘K" : "Ctrl K"}</Kbd>
      </span>
    </button>
  );
}
