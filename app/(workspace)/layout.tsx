import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ask, FirstData, requestClient, trpc } from "@/app/first-data";
import { Workspace } from "@/components/workspace/workspace";
import { pathOfRequest, requireSession } from "@/server/http/auth";

/** A team's own pages are no search engine's. */
export const metadata: Metadata = { robots: "noindex" };

/** The frame of all signed-in pages. Each page checks the session itself; this only brings what the frame shows. */
export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  await requireSession(await pathOfRequest());
  const renderedAt = Date.now();
  const shell = trpc.shell.data.queryOptions();
  // Nothing can be shown without it: where it fails, the page of errors is.
  await requestClient().fetchQuery(shell);
  return (
    <FirstData asks={[ask(shell)]}>
      <Workspace renderedAt={renderedAt}>{children}</Workspace>
    </FirstData>
  );
}
