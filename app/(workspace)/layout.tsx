import type { Metadata } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Workspace } from "@/components/workspace/workspace";
import { requireSession } from "@/server/http/auth";
import { createCaller } from "@/server/router";

/** A team's own pages are no search engine's. */
export const metadata: Metadata = { robots: "noindex" };

/** The frame of all signed-in pages. Each page checks the session itself; this only brings what the frame shows. */
export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  const ctx = await requireSession((await headers()).get("x-path") ?? "/");
  const initial = await createCaller(ctx).shell.data();
  return <Workspace initial={initial}>{children}</Workspace>;
}
