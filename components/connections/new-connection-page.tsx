"use client";
import dynamic from "next/dynamic";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useRights } from "@/components/shell/use-rights";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHead } from "@/components/ui/page-head";
import { SkeletonRows } from "@/components/ui/skeleton";

const NewConnection = dynamic(() => import("./new-connection").then((m) => m.NewConnection), {
  ssr: false,
  loading: () => <SkeletonRows rows={6} />,
});

/** Connects a system. It is tested before anything is stored. */
export function NewConnectionPage({ project }: { project?: string }) {
  const { me, projectsWith, whyNot } = useRights();
  const open = projectsWith("connections.manage", project);
  const first = open[0];
  return (
    <Page>
      <Crumbs items={[{ label: "Connections", href: paths.connections({ project }) }, { label: "New" }]} />
      <PageHead
        title="Connect a system"
        sub="Terrapin reads from it. All it ever changes there are the aliases that you promote."
      />
      {me && !first && (
        <EmptyState title={whyNot("connections.manage", project) ?? "There is no project yet"}>
          {me.isOwner ? (
            <ButtonLink href={paths.projects()}>Make a project</ButtonLink>
          ) : (
            "Ask a maintainer of your project."
          )}
        </EmptyState>
      )}
      {first && <NewConnection projects={open} project={first.slug} />}
    </Page>
  );
}
