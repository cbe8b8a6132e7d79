import type { Metadata } from "next";
import { AuditPage } from "@/components/audit/audit-page";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Audit" };

type Props = { searchParams: Promise<{ project?: string; subjectKind?: string; subjectId?: string }> };

export default async function Page({ searchParams }: Props) {
  await requireSession("/settings/audit");
  const { project, subjectKind, subjectId } = await searchParams;
  const subject = subjectKind && subjectId ? { kind: subjectKind, id: subjectId } : undefined;
  return <AuditPage project={project} subject={subject} />;
}
