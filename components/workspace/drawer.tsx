"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";

/** The sidebar of a phone: slides over the page, goes on Esc, on a touch beside it, and once a page was chosen. */
export function Drawer({ close, children }: { close: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const address = `${usePathname()}?${useSearchParams()}`;
  const openedAt = useRef(address);

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  useEffect(() => {
    if (address !== openedAt.current) close();
  }, [address, close]);

  return (
    <dialog
      ref={dialog}
      aria-label="Menu"
      onCancel={close}
      onPointerDown={(event) => event.target === event.currentTarget && close()}
      className="fixed inset-y-0 left-0 h-dvh max-h-none w-[280px] max-w-[85vw] animate-slide border-r border-line bg-bg p-0 shadow-float"
    >
      {children}
    </dialog>
  );
}
