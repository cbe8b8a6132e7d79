import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RunPage } from "@/components/runs/run-page";
import { paths } from "@/components/shell/paths";
import { requireSession } from "@/server/http/auth";

type Props = { params: Promise<{ id: string }> };

export const metadata: Metadata = { title: "Run" };

export default async function Page({ params }: Props) {
  const { id } = await params;
  if (!/^[1-9]\d{0,17}$/.test(id)) notFound();
  await requireSession(paths.run(id));
  return <RunPage id={id} />;
}
