"use client";

import { usePathname } from "next/navigation";
import { roomOf } from "@/components/shell/nav";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useProject } from "@/components/shell/use-project";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { missingWords } from "./missing-words";

/** An address of the workspace where nothing is: says what was looked for, and where to go on. */
export function NotFoundPage() {
  const pathname = usePathname();
  const project = useProject();
  const room = roomOf(pathname);
  const { title, why } = missingWords(pathname);
  return (
    <Page>
      <PageHead title={title} />
      <Panel>
        <EmptyState
          title={why}
          action={
            <div className="flex flex-wrap justify-center gap-2">
              {room && room.path({}) !== paths.overview() && (
                <ButtonLink variant="primary" href={room.path({ project })}>
                  {room.label}
                </ButtonLink>
              )}
              <ButtonLink href={paths.overview({ project })}>Overview</ButtonLink>
            </div>
          }
        >
          The search at the top finds objects and pages by name.
        </EmptyState>
      </Panel>
    </Page>
  );
}
