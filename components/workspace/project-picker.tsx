"use client";
import { ChevronDown } from "lucide-react";
import { usePathname } from "next/navigation";
import { roomOf } from "@/components/shell/nav";
import { paths } from "@/components/shell/paths";
import type { ShellData } from "@/components/shell/shell-data";
import { cx } from "@/components/ui/cx";
import { Menu } from "@/components/ui/menu";

/** Which project the lists show. From an object's page it leads to the list the object belongs to. */
export function ProjectPicker(props: {
  projects: ShellData["projects"];
  current: string | null;
  folds: boolean;
}) {
  const { projects, current, folds } = props;
  const room = roomOf(usePathname());
  const to = (project: string | null) => (room?.path ?? paths.overview)({ project });
  const name = projects.find((each) => each.slug === current)?.name ?? "All projects";
  return (
    <Menu
      label="Project"
      trigger={
        <button
          type="button"
          title={folds ? name : undefined}
          className={cx(
            "mt-0.5 mb-2.5 flex h-8 flex-none items-center justify-between gap-2 rounded-m border border-line-strong bg-surface px-2 text-left hover:bg-hover max-md:h-11",
            folds && "max-lg:justify-center",
          )}
        >
          <span className="sr-only">Project: </span>
          <span className={cx("truncate", folds && "max-lg:sr-only")}>{name}</span>
          {folds && (
            <span aria-hidden="true" className="hidden font-semibold max-lg:inline">
              {[...name].slice(0, 2).join("")}
            </span>
          )}
          <ChevronDown size={12} className={cx("text-ink-3", folds && "max-lg:hidden")} />
        </button>
      }
      items={[
        { label: "All projects", href: to(null), checked: current === null },
        ...projects.map((each) => ({
          label: each.name,
          href: to(each.slug),
          checked: each.slug === current,
        })),
      ]}
    />
  );
}
