import type { Metadata } from "next";
import { ProjectsPage } from "@/components/projects/projects-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Projects" };

export default async function Page() {
  await requireSession("/settings/projects");
  return <ProjectsPage />;
}
