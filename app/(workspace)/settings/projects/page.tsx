import type { Metadata } from "next";
import { ask, FirstData, trpc } from "@/app/first-data";
import { ProjectsPage } from "@/components/projects/projects-page";
import { projectsQuery } from "@/components/projects/queries";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Projects" };

export default async function Page() {
  await requireSession("/settings/projects");
  return (
    <FirstData asks={[ask(projectsQuery(trpc))]}>
      <ProjectsPage />
    </FirstData>
  );
}
