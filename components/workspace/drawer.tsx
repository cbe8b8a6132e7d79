"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { useModal } from "@/components/ui/use-modal";

/** The sidebar on a phone. It closes on Esc, on a press outside, and after a page was chosen. */
export function Drawer({ close, children }: { close: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const address = `${usePathname()}?${useSearchParams()}`;
  const openedAt = useRef(address);

  useModal(dialog);
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
