import type { ReactNode } from "react";
import { SettingsNav } from "@/components/settings/settings-nav";

/** The pages of settings share a list of each other at their left; on a phone the overview of settings is that list. */
export default function SettingsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-0 flex-1">
      <SettingsNav />
      {children}
    </div>
  );
}
