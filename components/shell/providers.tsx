"use client";
import type { ReactNode } from "react";
import { Toaster } from "@/components/ui/toaster";

/** What every page needs in the browser besides the API: a place for toasts. */
export function Providers({ children }: { children: ReactNode }) {
  return (
    <>
      {children}
      <Toaster />
    </>
  );
}
