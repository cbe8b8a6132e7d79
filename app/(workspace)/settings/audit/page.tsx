import type { Metadata } from "next";
import { AuditPage } from "@/components/audit/audit-page";
import { requireSession } from "@/server/auth";

export const metadata: Metadata = { title: "Audit" };

export default async function Page({ searchParams }: { searchParams: Promise<{ project?: string }> }) {
  await requireSession("/settings/audit");
  const { project } = await searchParams;
  return <AuditPage project={project} />;
}
