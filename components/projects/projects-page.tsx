"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/shell/page";
import { paths } from "@/components/shell/paths";
import { useTRPC } from "@/components/shell/trpc";
import { useRights } from "@/components/shell/use-rights";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { errorText } from "@/components/ui/error-text";
import { Link } from "@/components/ui/link";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/plain-table";
import { SkeletonRows } from "@/components/ui/skeleton";
import type { Project } from "@/server/projects/schema";
import { projectsQuery } from "./queries";

const ProjectDialog = dynamic(() => import("./project-dialog").then((m) => m.ProjectDialog), { ssr: false });

/** The projects the reader belongs to. Owners make new ones, maintainers rename theirs. */
export function ProjectsPage() {
  const trpc = useTRPC();
  const { whyNot, whyNotOwner } = useRights();
  const list = useQuery(projectsQuery(trpc));
  const [editing, setEditing] = useState<Project | "new" | null>(null);
  const make = (
    <Button variant="primary" disabledReason={whyNotOwner} onClick={() => setEditing("new")}>
      New project
    </Button>
  );
  return (
    <Page>
      <Crumbs items={[{ label: "Projects" }]} />
      <PageHead title="Projects" sub="what teams own together; roles are given per project" actions={make} />
      <Panel label="Projects">
        {list.isError && !list.data ? (
          <ErrorState {...errorText(list.error)} onRetry={list.refetch} />
        ) : list.isPending ? (
          <SkeletonRows rows={3} />
        ) : list.data.items.length === 0 ? (
          <EmptyState title="No projects yet" action={make}>
            A project groups pipelines, models and forms, and says who may do what with them.
          </EmptyState>
        ) : (
          <Table label="Projects" stacked>
            <thead>
              <tr>
                <Th>Name</Th>
                <Th>In addresses</Th>
                <Th>You are</Th>
                <Th end>People</Th>
                <Th end>Connections</Th>
                <Th>
                  <span className="sr-only">Actions</span>
                </Th>
              </tr>
            </thead>
            <tbody>
              {list.data.items.map((project) => (
                <Tr key={project.id}>
                  <Td className="w-full max-w-0 truncate font-medium">
                    <Link href={paths.overview({ project: project.slug })} className="hover:underline">
                      <bdi>{project.name}</bdi>
                    </Link>
                  </Td>
                  <Td dim label="In addresses" className="mono">
                    {project.slug}
                  </Td>
                  <Td dim label="You are">
                    {project.role}
                  </Td>
                  <Td end label="People">
                    <Link href={paths.people({ project: project.slug })} className="hover:underline">
                      {project.people}
                    </Link>
                  </Td>
                  <Td end label="Connections">
                    <Link href={paths.connections({ project: project.slug })} className="hover:underline">
                      {project.connections}
                    </Link>
                  </Td>
                  <Td end>
                    <Button
                      size="s"
                      aria-label={`Rename ${project.name}`}
                      disabledReason={whyNot("projects.manage", project.slug)}
                      onClick={() => setEditing(project)}
                    >
                      Rename
                    </Button>
                  </Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
      {editing && (
        <ProjectDialog project={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
      )}
    </Page>
  );
}
