"use client";
import { usePathname } from "next/navigation";
import { BrandMark } from "@/components/shell/brand";
import { type NavItem, navItems, roomOf } from "@/components/shell/nav";
import { paths } from "@/components/shell/paths";
import type { ShellData } from "@/components/shell/shell-data";
import { cx } from "@/components/ui/cx";
import { Link } from "@/components/ui/link";
import { ConnectionsHealth } from "./connections-health";
import { ProjectPicker } from "./project-picker";

/**
 * The way around the product. `folds` lets it shrink to its icons below 1100 pixels; in the drawer of a phone it
 * stays wide.
 */
export function Sidebar({
  data,
  project,
  folds,
}: {
  data: ShellData;
  project: string | null;
  folds: boolean;
}) {
  const pathname = usePathname();
  const room = roomOf(pathname);
  const entry = (item: NavItem) => (
    <Entry key={item.label} item={item} data={data} project={project} on={item === room} folds={folds} />
  );
  return (
    <div className="flex h-full flex-col gap-px overflow-y-auto p-2">
      <Link
        href={paths.overview({ project })}
        className={cx(
          "flex h-10 flex-none items-center gap-2 rounded-m px-2 text-[14px] font-semibold -outline-offset-2",
          folds && "max-lg:justify-center",
        )}
      >
        <BrandMark />
        <span className={cx(folds && "max-lg:sr-only")}>Terrapin</span>
      </Link>
      <ProjectPicker projects={data.projects} current={project} folds={folds} />
      <nav aria-label="Rooms" className="flex flex-1 flex-col gap-px">
        {navItems.slice(0, -1).map(entry)}
        <div className="flex-1" />
        {navItems.slice(-1).map(entry)}
      </nav>
      <ConnectionsHealth connections={data.connections} folds={folds} />
    </div>
  );
}

function Entry(props: {
  item: NavItem;
  data: ShellData;
  project: string | null;
  on: boolean;
  folds: boolean;
}) {
  const { item, data, project, on, folds } = props;
  const count = item.count?.(data.counts);
  const counted = count && (
    <span
      title={count.says}
      className={cx(
        "num text-small",
        count.hot ? "rounded-full bg-wait-soft px-[7px] font-semibold text-wait" : "font-normal text-ink-3",
        folds && "max-lg:absolute max-lg:-top-px max-lg:right-0 max-lg:px-1",
        folds && !count.hot && "max-lg:hidden",
      )}
    >
      {count.text}
    </span>
  );
  const entry = (
    <Link
      href={item.path({ project })}
      title={folds ? item.label : undefined}
      aria-current={on ? "page" : undefined}
      className={cx(
        "relative flex h-[30px] flex-none items-center gap-2.5 rounded-m px-2 -outline-offset-2 max-md:h-11",
        folds && "max-lg:justify-center",
        on
          ? "bg-surface font-medium text-ink inset-ring inset-ring-line"
          : "text-ink-2 hover:bg-hover hover:text-ink",
      )}
    >
      <item.icon size={16} className={on ? "text-ink" : "text-ink-3"} />
      <span className={cx("flex-1", folds && "max-lg:sr-only")}>{item.label}</span>
      {!count?.query && counted}
    </Link>
  );
  if (!count?.query) return entry;
  return (
    <div className="relative grid flex-none">
      {entry}
      <Link
        href={item.path({ project, ...count.query })}
        aria-label={`${count.text}: ${count.says}`}
        className={cx(
          "absolute inset-y-0 right-0 flex min-w-6 items-center rounded-m px-2 -outline-offset-2 hover:underline",
          folds && "max-lg:hidden",
        )}
      >
        {counted}
      </Link>
    </div>
  );
}
