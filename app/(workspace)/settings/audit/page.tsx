import type { Metadata } from "next";
import { projectOf, readAddress, type WithSearch } from "@/app/address";
import { askPages, FirstData, trpc } from "@/app/first-data";
import { AuditPage } from "@/components/audit/audit-page";
import { auditQuery } from "@/components/audit/queries";
import { auditParams } from "@/components/audit/search-params";
import { requireSession } from "@/server/http/auth";

export const metadata: Metadata = { title: "Audit" };

export default async function Page(props: WithSearch) {
  await requireSession("/settings/audit");
  const project = await projectOf(props);
  const at = await readAddress(auditParams, props);
  return (
    <FirstData asks={[askPages(auditQuery(trpc, at, project))]}>
      <AuditPage project={project} />
    </FirstData>
  );
}
