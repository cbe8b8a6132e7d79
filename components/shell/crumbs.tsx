"use client";
import { usePathname } from "next/navigation";
import { Fragment, useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { Link } from "@/components/ui/link";
import { roomOf } from "./nav";

/** Where the crumbs of a page go in the bar. */
export const crumbSlot = "crumbs";

/** The way down from the room to this page, shown in the bar: a page puts it anywhere in itself. The room itself is there already. */
export function Crumbs({ items }: { items: { label: string; href?: string }[] }) {
  const [slot, setSlot] = useState<Element | null>(null);
  useEffect(() => setSlot(document.getElementById(crumbSlot)), []);
  const room = roomOf(usePathname())?.label;
  if (!slot) return null;
  const below = items[0]?.label === room ? items.slice(1) : items;
  return createPortal(
    below.map((item, index) => (
      <Fragment key={item.label}>
        <span aria-hidden="true" className="max-md:hidden">
          /
        </span>
        {item.href && index < below.length - 1 ? (
          <Link href={item.href} className="min-w-0 shrink-[99] truncate hover:text-ink max-md:hidden">
            {item.label}
          </Link>
        ) : (
          <span aria-current="page" className="min-w-0 truncate font-semibold text-ink">
            {item.label}
          </span>
        )}
      </Fragment>
    )),
    slot,
  );
}
