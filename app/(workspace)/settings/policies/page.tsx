import type { Metadata } from "next";
import { PoliciesPage } from "@/components/policies/policies-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Policies" };

export default async function Page({ searchParams }: { searchParams: Promise<{ project?: string }> }) {
  await requireSession("/settings/policies");
  const { project } = await searchParams;
  return <PoliciesPage project={project} />;
}
