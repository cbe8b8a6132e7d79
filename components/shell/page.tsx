import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";

/**
 * The part of the window that is a page's own. It scrolls; with `fill` it does not, and a list inside takes the
 * height that is left and scrolls itself (on a phone the page scrolls all the same). `flush` leaves out the
 * padding.
 */
export function Page({ children, fill, flush }: { children: ReactNode; fill?: boolean; flush?: boolean }) {
  return (
    <main
      id="main"
      tabIndex={-1}
      className={cx(
        "relative min-h-0 min-w-0 flex-1 outline-none",
        fill ? "flex flex-col max-md:overflow-y-auto md:overflow-hidden" : "overflow-y-auto",
        !flush && "p-5 max-md:px-4",
      )}
    >
      {children}
    </main>
  );
}
