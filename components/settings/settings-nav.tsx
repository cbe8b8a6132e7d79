"use client";
import { usePathname } from "next/navigation";
import { useProject } from "@/components/shell/use-project";
import { cx } from "@/components/ui/cx";
import { Link } from "@/components/ui/link";
import { settingsMap } from "./settings-map";

/** The settings at the left of each of them, from 768 pixels on. */
export function SettingsNav() {
  const pathname = usePathname();
  const project = useProject();
  return (
    <nav
      aria-label="Settings"
      className="w-44 flex-none overflow-y-auto border-r border-line p-2 pt-5 max-md:hidden"
    >
      {settingsMap.map(({ title, entries }) => (
        <section key={title} className="mb-4" aria-label={title}>
          <h2 className="mb-1 px-2 text-small text-ink-3">{title}</h2>
          {entries.map(({ label, path }) => {
            const at = path({});
            const on = pathname === at || pathname.startsWith(`${at}/`);
            return (
              <Link
                key={label}
                href={path({ project })}
                aria-current={on ? "page" : undefined}
                className={cx(
                  "flex h-[30px] items-center rounded-m px-2 -outline-offset-2",
                  on
                    ? "bg-surface font-medium text-ink inset-ring inset-ring-line"
                    : "text-ink-2 hover:bg-hover hover:text-ink",
                )}
              >
                {label}
              </Link>
            );
          })}
        </section>
      ))}
    </nav>
  );
}
