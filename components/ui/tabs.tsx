import { cx } from "./cx";
import { Link } from "./link";

export type TabItem = { href: string; label: string; count?: number | string; current?: boolean };

/** Sections of one object as links, so that each has its own address. */
export function Tabs({ label, items }: { label: string; items: TabItem[] }) {
  return (
    <nav
      aria-label={label}
      className="mb-4 flex gap-1 overflow-x-auto overflow-y-hidden border-b border-line"
    >
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          scroll={false}
          aria-current={item.current ? "page" : undefined}
          className={cx(
            "h-[34px] flex-none rounded-t-s border-b-2 px-2.5 leading-[34px] whitespace-nowrap -outline-offset-2",
            item.current ? "border-ink font-medium text-ink" : "border-transparent text-ink-2 hover:text-ink",
          )}
        >
          {item.label}
          {item.count !== undefined && <span className="num ml-1.5 text-ink-3">{item.count}</span>}
        </Link>
      ))}
    </nav>
  );
}
