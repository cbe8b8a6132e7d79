"use client";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import type { LiveState } from "@/components/shell/live";
import { navItems } from "@/components/shell/nav";
import type { ShellData } from "@/components/shell/shell-data";
import { useProject } from "@/components/shell/use-project";
import { useHotkeys } from "@/components/ui/use-hotkeys";
import { Bar } from "./bar";
import { Drawer } from "./drawer";
import { Sidebar } from "./sidebar";

const Palette = dynamic(() => import("@/components/search/palette").then((module) => module.Palette), {
  ssr: false,
});
const KeyHelp = dynamic(() => import("./key-help").then((module) => module.KeyHelp), { ssr: false });

type Over = "palette" | "keys" | "drawer" | null;

/** The frame of every signed-in page: sidebar, bar, and the keys that work everywhere. */
export function Frame(props: { data: ShellData; live: LiveState; signOut: () => void; children: ReactNode }) {
  const { data, live, signOut, children } = props;
  const router = useRouter();
  const project = useProject();
  const [over, setOver] = useState<Over>(null);
  const close = () => setOver(null);

  useHotkeys(
    [
      { keys: "mod+k", label: "Search or jump", inFields: true, run: () => setOver("palette") },
      { keys: "/", label: "Filter", run: () => focusFilter() || setOver("palette") },
      { keys: "?", label: "Keys of this page", run: () => setOver("keys") },
    ],
    { title: "Everywhere" },
  );
  useHotkeys(
    navItems.map((item) => ({
      keys: `g ${item.letter}`,
      label: item.label,
      run: () => router.push(item.path({ project })),
    })),
    { title: "Go to" },
  );

  return (
    <div className="grid h-dvh grid-cols-[var(--side)_minmax(0,1fr)] max-lg:grid-cols-[56px_minmax(0,1fr)] max-md:grid-cols-[minmax(0,1fr)]">
      <a
        href="#main"
        className="fixed top-2 left-2 z-10 rounded-m bg-ink px-3 py-1 text-surface not-focus:sr-only"
      >
        Skip to the page
      </a>
      <aside className="min-h-0 border-r border-line bg-bg max-md:hidden">
        <Sidebar data={data} project={project} folds />
      </aside>
      <div className="flex min-h-0 min-w-0 flex-col">
        <Bar
          person={data.person}
          project={project}
          live={live}
          openDrawer={() => setOver("drawer")}
          openSearch={() => setOver("palette")}
          showKeys={() => setOver("keys")}
          signOut={signOut}
        />
        {children}
      </div>
      {over === "drawer" && (
        <Drawer close={close}>
          <Sidebar data={data} project={project} folds={false} />
        </Drawer>
      )}
      {over === "palette" && <Palette close={close} project={project} signOut={signOut} />}
      {over === "keys" && <KeyHelp close={close} />}
    </div>
  );
}

/** Puts the cursor into the page's own search field; false where it has none. */
function focusFilter(): boolean {
  const field = document.querySelector<HTMLElement>("#main input[type=search]");
  field?.focus();
  return field !== null;
}
